#include "agent/linux/app_breadcrumb.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;

// Makes `crumb` miss until it rests; returns the time of the last miss.
int64_t Hang(AppBreadcrumb& crumb, int64_t now_us) {
  for (int i = 0; i < kMissesUntilHung; ++i, now_us += kSecond) {
    EXPECT_TRUE(crumb.TryCall(now_us));
    const auto change = crumb.OnMiss(now_us);
    EXPECT_EQ(change.has_value(), i == kMissesUntilHung - 1);
  }
  return now_us - kSecond;
}

TEST(AppBreadcrumb, ThreeMissesInARowDegradeTheApplication) {
  AppBreadcrumb crumb;
  const int64_t now_us = Hang(crumb, 10 * kSecond);
  EXPECT_EQ(crumb.level(), AppCapture::kWindowOnly);
  EXPECT_EQ(crumb.blind_since_us(), 10 * kSecond);
  EXPECT_FALSE(crumb.TryCall(now_us + 1));
}

TEST(AppBreadcrumb, AReplyBetweenMissesForgivesThem) {
  AppBreadcrumb crumb;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(crumb.TryCall(i));
    ASSERT_FALSE(crumb.OnMiss(i).has_value());
    ASSERT_TRUE(crumb.TryCall(i));
    ASSERT_FALSE(crumb.OnReply(i).has_value());
  }
  EXPECT_EQ(crumb.level(), AppCapture::kFull);
}

TEST(AppBreadcrumb, OneProbeAfterTheRestDecides) {
  AppBreadcrumb crumb;
  int64_t now_us = Hang(crumb, 0) + kFirstRestUs;
  ASSERT_TRUE(crumb.TryCall(now_us));
  EXPECT_FALSE(crumb.TryCall(now_us)) << "one at a time";
  const auto change = crumb.OnReply(now_us);
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(change->level, AppCapture::kFull);
  EXPECT_EQ(change->blind_since_us, 0);
  EXPECT_TRUE(crumb.TryCall(now_us));
}

TEST(AppBreadcrumb, RestDoublesUpToALimitAndTellsNothingTwice) {
  AppBreadcrumb crumb;
  int64_t now_us = Hang(crumb, 0);
  int64_t rest_us = kFirstRestUs;
  for (int i = 0; i < 10; ++i) {
    ASSERT_FALSE(crumb.TryCall(now_us + rest_us - 1)) << i;
    now_us += rest_us;
    ASSERT_TRUE(crumb.TryCall(now_us)) << i;
    ASSERT_FALSE(crumb.OnMiss(now_us).has_value()) << i;
    rest_us = std::min(rest_us * 2, kLongestRestUs);
  }
  EXPECT_EQ(rest_us, kLongestRestUs);
}

TEST(AppBreadcrumb, LateAnswersDoNotWakeARestingApplication) {
  AppBreadcrumb crumb;
  ASSERT_TRUE(crumb.TryCall(0));  // answered late
  const int64_t now_us = Hang(crumb, 1);
  EXPECT_FALSE(crumb.OnReply(now_us + 1).has_value());
  EXPECT_EQ(crumb.level(), AppCapture::kWindowOnly);
}

TEST(AppBreadcrumb, CallsInFlightAreBounded) {
  AppBreadcrumb crumb;
  for (int i = 0; i < kMaxCallsInFlight; ++i) ASSERT_TRUE(crumb.TryCall(0));
  EXPECT_FALSE(crumb.TryCall(0));
  crumb.OnCancelled();
  EXPECT_TRUE(crumb.TryCall(0));
}

}  // namespace
}  // namespace adit
