#include "agent/capture/gap_log.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(GapLog, APeriodHasOneBeginningAndOneEnd) {
  GapLog gaps;
  gaps.Begin("bus", 10);
  gaps.Begin("bus", 20);
  const auto gap = gaps.End("bus", 50);
  ASSERT_TRUE(gap.has_value());
  EXPECT_EQ(gap->start_us, 10);
  EXPECT_EQ(gap->duration_us, 40);
  EXPECT_FALSE(gaps.End("bus", 60).has_value());
}

TEST(GapLog, TellsWhatIsStillOpen) {
  GapLog gaps;
  EXPECT_FALSE(gaps.AnyOpen().has_value());
  gaps.Begin("bus", 10);
  EXPECT_EQ(gaps.AnyOpen(), "bus");
  EXPECT_TRUE(gaps.IsOpen("bus"));
}

}  // namespace
}  // namespace adit
