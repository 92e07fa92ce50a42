#include "agent/capture/capture_level.h"

#include <gtest/gtest.h>

#include "agent/capture/replay_source.h"

namespace adit {
namespace {

TEST(CaptureLevel, NamesRoundTrip) {
  for (int i = 0; i < kCaptureLevelCount; ++i) {
    const auto level = static_cast<CaptureLevel>(i);
    EXPECT_EQ(ParseCaptureLevel(CaptureLevelName(level)), level);
  }
  EXPECT_FALSE(ParseCaptureLevel("half"));
}

TEST(CaptureLevel, EachStepLooksAtLess) {
  for (int action = 0; action < kActionTypeCount; ++action) {
    bool before = true;
    for (int level = 0; level < kCaptureLevelCount; ++level) {
      const bool wanted =
          IsWantedAt(static_cast<CaptureLevel>(level), static_cast<ActionType>(action));
      EXPECT_TRUE(before || !wanted) << action << " comes back at level " << level;
      before = wanted;
    }
  }
  EXPECT_FALSE(IsWantedAt(CaptureLevel::kNoValues, ActionType::kValueCommit));
  EXPECT_TRUE(IsWantedAt(CaptureLevel::kNoValues, ActionType::kClick));
  EXPECT_FALSE(IsWantedAt(CaptureLevel::kFocusAndWindow, ActionType::kClick));
  EXPECT_FALSE(IsWantedAt(CaptureLevel::kWindowOnly, ActionType::kElementFocus));
  EXPECT_TRUE(IsWantedAt(CaptureLevel::kWindowOnly, ActionType::kWindowTitleChange));
  EXPECT_TRUE(IsWantedAt(CaptureLevel::kPaused, ActionType::kCaptureGap));
}

}  // namespace
}  // namespace adit
