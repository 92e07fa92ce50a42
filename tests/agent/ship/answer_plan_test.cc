#include "agent/ship/answer_plan.h"

#include <gtest/gtest.h>

#include "agent/ship/transport.h"

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kHour = 3600 * kSecond;

AnswerPlan Plan(AnswerFacts facts) {
  SeededRandom random(7);
  return PlanForAnswer(facts, random);
}

TEST(AnswerPlan, OnlyAValidReceiptDeletes) {
  for (int status = 0; status < 700; ++status) {
    for (const ReceiptVerdict receipt :
         {ReceiptVerdict::kNone, ReceiptVerdict::kInvalid, ReceiptVerdict::kValid}) {
      const AnswerPlan plan = Plan({.status = status, .receipt = receipt});
      const bool success = status >= 200 && status < 300 && receipt == ReceiptVerdict::kValid;
      EXPECT_EQ(plan.action == AnswerAction::kDelete, success) << status;
    }
  }
}

TEST(AnswerPlan, FollowsTheTable) {
  EXPECT_EQ(Plan({.status = 200}).action, AnswerAction::kRetry);
  EXPECT_EQ(Plan({.status = 202}).action, AnswerAction::kRetry);
  EXPECT_EQ(Plan({.status = 307}).action, AnswerAction::kRetry);
  for (const int status : {400, 413, 415, 422}) {
    EXPECT_EQ(Plan({.status = status}).action, AnswerAction::kQuarantine) << status;
  }
  for (const int status : {401, 403, 404}) {
    EXPECT_EQ(Plan({.status = status}).action, AnswerAction::kPauseAndProve) << status;
  }
  EXPECT_EQ(Plan({.status = 408}).action, AnswerAction::kRetrySmaller);
  EXPECT_EQ(Plan({.timed_out = true}).action, AnswerAction::kRetrySmaller);
  for (const int status : {0, 409, 418, 429, 500, 501, 502, 503, 504, 507, 599}) {
    EXPECT_EQ(Plan({.status = status}).action, AnswerAction::kRetry) << status;
  }
}

TEST(AnswerPlan, RetryAfterIsHonouredBetweenASecondAndAnHour) {
  for (const int64_t asked : {int64_t{0}, int64_t{30}, int64_t{3600}, int64_t{315'360'000}}) {
    const AnswerPlan plan = Plan({.status = 429, .retry_after_s = asked});
    EXPECT_GE(plan.wait_us, std::clamp<int64_t>(asked, 1, 3600) * kSecond);
    EXPECT_LE(plan.wait_us, kHour);
  }
}

TEST(AnswerPlan, BackOffIsJitteredAndCapped) {
  SeededRandom random(3);
  for (uint32_t failures = 0; failures < 5000; failures += 7) {
    for (int i = 0; i < 10; ++i) {
      const int64_t wait = BackOffUs(failures, kSecond, 300 * kSecond, random);
      EXPECT_GE(wait, kSecond / 10);
      EXPECT_LE(wait, 300 * kSecond);
    }
  }
  EXPECT_NE(BackOffUs(9, kSecond, 300 * kSecond, random),
            BackOffUs(9, kSecond, 300 * kSecond, random));
}

TEST(AnswerPlan, NoFailureCountGivesUp) {
  for (const uint32_t failures : {0u, 100u, UINT32_MAX}) {
    const AnswerPlan plan = Plan({.status = 500, .failures = failures});
    EXPECT_EQ(plan.action, AnswerAction::kRetry);
    EXPECT_LE(plan.wait_us, 900 * kSecond);
  }
}

TEST(RetryAfter, OnlySecondsAreUnderstood) {
  EXPECT_EQ(ParseRetryAfter("120"), 120);
  EXPECT_EQ(ParseRetryAfter("0"), 0);
  for (const char* const text : {"", "-1", "1.5", " 3", "Wed, 21 Oct 2026 07:28:00 GMT",
                                 "99999999999999999999", "0x10"}) {
    EXPECT_FALSE(ParseRetryAfter(text)) << text;
  }
}

TEST(ServerUrl, AcceptsHttpsOnly) {
  const auto plain = ParseServerUrl("https://collector.example");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->host, "collector.example");
  EXPECT_EQ(plain->port, 8443);
  EXPECT_EQ(ParseServerUrl("https://localhost:9000/")->port, 9000);
  EXPECT_EQ(ParseServerUrl("https://[::1]:9000")->host, "::1");
  for (const char* const url :
       {"", "http://x", "https://", "https://x:", "https://x:0", "https://x:65536", "https://x:1x",
        "https://user@x", "https://x/path", "https://[::1", "https://x y", "ftp://x"}) {
    EXPECT_FALSE(ParseServerUrl(url).ok()) << url;
  }
}

}  // namespace
}  // namespace adit
