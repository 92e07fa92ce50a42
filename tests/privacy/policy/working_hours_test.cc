#include "privacy/policy/working_hours.h"

#include <gtest/gtest.h>

#include "common/base/time_text.h"

namespace adit {
namespace {

bool Within(const WorkingHours& hours, const char* time) {
  return IsWithinHours(hours, *ParseTime(time));
}

TEST(WorkingHours, NoHoursMeansAlways) {
  EXPECT_TRUE(Within(WorkingHours{}, "2026-03-01T03:00:00Z"));
}

TEST(WorkingHours, DaysAndMinutesInAFixedZone) {
  WorkingHours hours;
  hours.days = 0b0011111;
  hours.from_minute = 8 * 60;
  hours.until_minute = 17 * 60;
  hours.utc_offset_minutes = 60;
  EXPECT_TRUE(Within(hours, "2026-03-02T07:00:00Z"));  // Monday, 08:00 at +01:00
  EXPECT_FALSE(Within(hours, "2026-03-02T06:59:59Z"));
  EXPECT_TRUE(Within(hours, "2026-03-06T15:59:59Z"));  // Friday, 16:59:59
  EXPECT_FALSE(Within(hours, "2026-03-06T16:00:00Z"));
  EXPECT_FALSE(Within(hours, "2026-03-07T10:00:00Z"));  // Saturday
  EXPECT_FALSE(Within(hours, "1969-12-28T10:00:00Z"));  // a Sunday before 1970
}

}  // namespace
}  // namespace adit
