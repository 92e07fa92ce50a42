#include "common/base/time_text.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(TimeText, FormatsWithAsFewDigitsAsNeeded) {
  EXPECT_EQ(FormatTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(1'500), "1970-01-01T00:00:00.001500Z");
  EXPECT_EQ(FormatTime(951782400'250'000), "2000-02-29T00:00:00.250Z");
  EXPECT_EQ(FormatTime(-1), "1969-12-31T23:59:59.999999Z");
}

TEST(TimeText, ReadsTheUsualForms) {
  EXPECT_EQ(ParseTime("2019-02-19T03:38:31.823Z"), 1550547511'823'000);
  EXPECT_EQ(ParseTime("2019-02-19 04:38:31.823+01:00"), 1550547511'823'000);
  EXPECT_EQ(ParseTime("2019-02-19"), 1550534400'000'000);
  EXPECT_EQ(ParseTime("2019-02-19 03:38"), 1550547480'000'000);
}

TEST(TimeText, RefusesWhatIsNotATime) {
  for (const char* text : {"", "x", "2019-13-01", "2019-02-19T", "2019-02-19T25:00:00Z",
                           "2019-02-19T03:38:31Zjunk", "2019-02-19T03:38:31.Z"}) {
    EXPECT_FALSE(ParseTime(text).has_value()) << text;
  }
}

TEST(TimeText, RoundTripsOverCenturies) {
  for (int64_t t = -5'000'000'000'000'000; t < 9'000'000'000'000'000; t += 123'456'789'012'345) {
    EXPECT_EQ(ParseTime(FormatTime(t)), t);
  }
}

}  // namespace
}  // namespace adit
