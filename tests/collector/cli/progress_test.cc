#include "collector/cli/progress.h"

#include <gtest/gtest.h>

namespace adit::cli {
namespace {

TEST(Progress, NumbersAreReadable) {
  EXPECT_EQ(WithSeparators(0), "0");
  EXPECT_EQ(WithSeparators(999), "999");
  EXPECT_EQ(WithSeparators(1000), "1,000");
  EXPECT_EQ(WithSeparators(12345678), "12,345,678");
}

TEST(Progress, WritesNothingWhereNobodyLooks) {
  // Standard error of a test is no terminal.
  testing::internal::CaptureStderr();
  {
    Progress progress("count", 100, "things");
    for (int i = 0; i < 200; ++i) progress.Advance();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace adit::cli
