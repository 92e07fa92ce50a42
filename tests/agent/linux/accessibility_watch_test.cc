#include "agent/linux/accessibility_watch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/agent/linux/recorded_bus.h"

namespace adit {
namespace {

struct Watched {
  RecordedBus bus;
  EventSequencer events;
  DesktopState desktop{SystemClock(), MonitorClass::kSingle};
  AccessibilityWatch watch{bus.connection(), SystemClock(), events, desktop, {}};
  std::vector<UiEvent> seen;

  void Run(int64_t duration_us) {
    const int64_t end_us = SystemClock().MonotonicMicros() + duration_us;
    while (SystemClock().MonotonicMicros() < end_us) {
      bus.Run(20'000);
      watch.OnTick(SystemClock().MonotonicMicros());
      events.Flush(SystemClock().MonotonicMicros(),
                   [this](UiEvent event) { seen.push_back(event); });
    }
  }
};

TEST(AccessibilityWatch, AHungApplicationDegradesItselfAndSaysSo) {
  Watched watched;
  ASSERT_TRUE(watched.watch.Start().ok());
  for (int i = 0; i < 4; ++i) {
    watched.bus.Play("gtk_focused");
    watched.bus.Play("gtk_unfocused");
    watched.bus.Play("gtk_checked");
    watched.Run(320'000);
  }
  ASSERT_EQ(watched.seen.size(), 1U) << "no element could be read, so only the degradation is told";
  EXPECT_EQ(watched.seen[0].fields.action, ActionType::kDegradation);
  EXPECT_EQ(watched.seen[0].detail.UnmaskedForScrub(), "window_only");
}

TEST(AccessibilityWatch, AClickWithoutAnAnswerIsStillAClick) {
  Watched watched;
  watched.desktop.SetActive({1, "Mousepad", "mousepad", "notes", "frame", false});
  ASSERT_TRUE(watched.watch.Start().ok());
  watched.watch.OnPointer(PointerAction::kPrimary, 10, 10, watched.desktop.active(), true);
  watched.Run(100'000);
  ASSERT_EQ(watched.seen.size(), 1U);
  EXPECT_EQ(watched.seen[0].fields.action, ActionType::kClick);
  EXPECT_EQ(watched.seen[0].app_name.UnmaskedForScrub(), "Mousepad");
}

TEST(AccessibilityWatch, AtWindowLevelNothingIsRead) {
  Watched watched;
  ASSERT_TRUE(watched.watch.Start().ok());
  watched.watch.SetLevel(CaptureLevel::kWindowOnly);
  watched.bus.Play("gtk_focused");
  watched.bus.Play("gtk_text_insert");
  watched.bus.Play("gtk_checked");
  watched.watch.OnPointer(PointerAction::kPrimary, 10, 10, watched.desktop.active(), true);
  watched.Run(200'000);
  EXPECT_EQ(watched.events.size(), 0U);
  EXPECT_TRUE(watched.seen.empty());
}

}  // namespace
}  // namespace adit
