#include "privacy/policy/working_hours.h"

#include "common/base/local_zone.h"

namespace adit {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;

// Floor division: days before 1970 count down.
int64_t FloorDiv(int64_t a, int64_t b) {
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0);
}

}  // namespace

bool IsWithinHours(const WorkingHours& hours, int64_t wall_us) {
  if (hours.days == 0) return true;
  int64_t local_s = FloorDiv(wall_us, 1'000'000);
  if (hours.utc_offset_minutes) {
    local_s += *hours.utc_offset_minutes * 60;
  } else {
    const std::optional<int64_t> offset_s = LocalOffsetSeconds(local_s);
    // A zone that cannot be told means no recording: hours are a promise.
    if (!offset_s) return false;
    local_s += *offset_s;
  }
  const int64_t day = FloorDiv(local_s, kSecondsPerDay);
  const int minute = static_cast<int>((local_s - day * kSecondsPerDay) / 60);
  const int weekday = static_cast<int>((day % 7 + 7 + 3) % 7);  // 1970-01-01 was a Thursday
  return (hours.days >> weekday & 1) != 0 && minute >= hours.from_minute &&
         minute < hours.until_minute;
}

}  // namespace adit
