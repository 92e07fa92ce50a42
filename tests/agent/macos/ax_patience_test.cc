#include "agent/macos/ax_patience.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(AxPatience, AFloodIsCutToTheRateAndToldWhenItEnds) {
  AxPatience patience;
  int admitted = 0;
  int64_t now_us = 0;
  for (int i = 0; i < 10'000; ++i, now_us += 1'000) admitted += patience.Admit(now_us) ? 1 : 0;
  EXPECT_GE(admitted, 60 + 290);
  EXPECT_LE(admitted, 60 + 301);
  EXPECT_FALSE(patience.TakeEnded(now_us + 900'000)) << "not calm yet";
  const auto flood = patience.TakeEnded(now_us + 1'000'000);
  ASSERT_TRUE(flood);
  EXPECT_EQ(flood->reason, "event_storm");
  EXPECT_EQ(flood->count + static_cast<uint32_t>(admitted), 10'000U);
  EXPECT_FALSE(patience.TakeEnded(now_us + 2'000'000)) << "told once";
}

TEST(AxPatience, PausesDoubleUpToTheLongest) {
  AxPatience patience;
  int64_t now_us = 0;
  int64_t pause_us = 0;
  for (int i = 0; i < 20; ++i) {
    patience.Unanswered(now_us);
    pause_us = 0;
    while (!patience.MayAsk(now_us)) {
      now_us += 500'000;
      pause_us += 500'000;
    }
    if (i == 0) {
      EXPECT_EQ(pause_us, 2'000'000);
    }
    if (i == 1) {
      EXPECT_EQ(pause_us, 4'000'000);
    }
  }
  EXPECT_EQ(pause_us, 300'000'000);
}

TEST(AxPatience, AnAnswerEndsTheSilenceAndTellsItsLength) {
  AxPatience patience;
  patience.Unanswered(1'000'000);
  EXPECT_FALSE(patience.Admit(1'500'000));
  EXPECT_TRUE(patience.IsHung());
  patience.Answered(9'000'000);
  EXPECT_FALSE(patience.IsHung());
  const auto silence = patience.TakeEnded(9'000'000);
  ASSERT_TRUE(silence);
  EXPECT_EQ(silence->reason, "app_unresponsive");
  EXPECT_EQ(silence->since_us, 1'000'000);
  EXPECT_EQ(silence->duration_us, 8'000'000);
  EXPECT_EQ(silence->count, 1U);
}

TEST(AxPatience, ClosingEndsWhateverIsOpen) {
  AxPatience patience;
  for (int i = 0; i < 100; ++i) (void)patience.Admit(0);
  patience.Unanswered(0);
  EXPECT_TRUE(patience.TakeEnded(5'000'000, true));
  EXPECT_TRUE(patience.TakeEnded(5'000'000, true));
  EXPECT_FALSE(patience.TakeEnded(5'000'000, true));
}

}  // namespace
}  // namespace adit
