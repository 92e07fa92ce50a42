#include "agent/runtime/degradation_ladder.h"

#include <gtest/gtest.h>

#include <vector>

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr ResourceUse kIdle{0.001, 20 << 20, 0};
constexpr ResourceUse kBusy{0.2, 20 << 20, 0};

TEST(DegradationLadder, StepsDownOneByOneAndNotFasterThanTenSeconds) {
  DegradationLadder ladder({});
  std::vector<int64_t> steps;
  for (int64_t s = 0; s < 120; ++s) {
    if (ladder.Observe(kBusy, s * kSecond)) steps.push_back(s);
  }
  EXPECT_EQ(steps, (std::vector<int64_t>{0, 10, 20, 30}));
  EXPECT_EQ(ladder.level(), CaptureLevel::kPaused);
}

TEST(DegradationLadder, ComesBackAfterAMinuteOfCalm) {
  DegradationLadder ladder({});
  ASSERT_EQ(ladder.Observe(kBusy, 0), CaptureLevel::kNoValues);
  int64_t back = -1;
  for (int64_t s = 1; s < 200 && back < 0; ++s) {
    if (ladder.Observe(kIdle, s * kSecond)) back = s;
  }
  EXPECT_EQ(back, 61);
  EXPECT_EQ(ladder.level(), CaptureLevel::kFull);
}

TEST(DegradationLadder, BetweenReliefAndLimitNothingChanges) {
  DegradationLadder ladder({});
  (void)ladder.Observe(kBusy, 0);
  for (int64_t s = 1; s < 600; ++s) EXPECT_FALSE(ladder.Observe({0.04, 20 << 20, 0}, s * kSecond));
}

TEST(DegradationLadder, AStepUpThatProvedTooMuchWaitsLongerNextTime) {
  DegradationLadder ladder({});
  int64_t second = 0;
  const auto until_change = [&](const ResourceUse& use) {
    const int64_t begin = second;
    while (!ladder.Observe(use, second * kSecond)) ++second;
    return second - begin;
  };
  (void)until_change(kBusy);
  const int64_t first_wait = until_change(kIdle);
  (void)until_change(kBusy);
  const int64_t second_wait = until_change(kIdle);
  EXPECT_GE(second_wait, 2 * first_wait - 2);
}

TEST(DegradationLadder, QueueAndMemoryCountToo) {
  DegradationLadder by_queue({});
  EXPECT_TRUE(by_queue.Observe({0, 1, 0.9}, 0));
  DegradationLadder by_memory({});
  EXPECT_TRUE(by_memory.Observe({0, 100 << 20, 0}, 0));
}

}  // namespace
}  // namespace adit
