#include <ctime>

#include "common/base/local_zone.h"

namespace adit {

std::optional<int64_t> LocalOffsetSeconds(int64_t utc_s) {
  const auto time = static_cast<std::time_t>(utc_s);
  std::tm broken{};
  if (localtime_r(&time, &broken) == nullptr) return std::nullopt;
  return broken.tm_gmtoff;
}

}  // namespace adit
