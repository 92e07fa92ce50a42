#include "agent/capture/coalescer.h"

#include <gtest/gtest.h>

#include <vector>

namespace adit {
namespace {

constexpr int64_t kMs = 1000;

UiEvent At(int64_t ms, ActionType action, const std::string& element = "",
           const std::string& title = "W") {
  UiEvent event;
  event.fields.action = action;
  event.fields.monotonic_us = ms * kMs;
  event.fields.wall_us = 1'000'000'000 + ms * kMs;
  event.app_name = RawText("App");
  event.window_title = RawText(title);
  event.element_name = RawText(element);
  return event;
}

struct Recorder {
  std::vector<UiEvent> events;
  Coalescer coalescer{[this](UiEvent event) { events.push_back(std::move(event)); }};
  [[nodiscard]] ActionType action(size_t i) const { return events.at(i).fields.action; }
};

TEST(Coalescer, TypingBecomesOneValueCommitWhenTheFieldIsLeft) {
  Recorder r;
  r.coalescer.Handle(At(0, ActionType::kElementFocus, "Amount"));
  for (int i = 1; i <= 5; ++i) {
    r.coalescer.TextChanged(At(i * 100, ActionType::kElementFocus, "Amount"),
                            ShapeOfValue(std::string(static_cast<size_t>(i), '1')));
  }
  EXPECT_EQ(r.events.size(), 1U);
  r.coalescer.Handle(At(900, ActionType::kElementFocus, "Date"));
  ASSERT_EQ(r.events.size(), 3U);
  EXPECT_EQ(r.action(1), ActionType::kValueCommit);
  EXPECT_EQ(r.events[1].fields.value_class, ValueClass::kDigits);
  EXPECT_EQ(r.events[1].fields.value_length_bucket, SizeBucket(5));
  EXPECT_EQ(r.events[1].fields.monotonic_us, 100 * kMs);
  EXPECT_EQ(r.events[1].fields.duration_us, 400 * kMs);
}

TEST(Coalescer, FocusWithoutChangeCommitsNothing) {
  Recorder r;
  r.coalescer.Handle(At(0, ActionType::kElementFocus, "Amount"));
  r.coalescer.Handle(At(900, ActionType::kElementFocus, "Date"));
  EXPECT_EQ(r.events.size(), 2U);
}

TEST(Coalescer, CommandInsideAFieldDoesNotCommitButAButtonDoes) {
  Recorder r;
  r.coalescer.TextChanged(At(0, ActionType::kElementFocus, "Amount"), ShapeOfValue("1"));
  r.coalescer.Handle(At(10, ActionType::kCommand, "Amount"));
  EXPECT_EQ(r.events.size(), 1U);
  r.coalescer.Handle(At(500, ActionType::kInvoke, "Save"));
  ASSERT_EQ(r.events.size(), 3U);
  EXPECT_EQ(r.action(1), ActionType::kValueCommit);
  EXPECT_EQ(r.action(2), ActionType::kInvoke);
}

TEST(Coalescer, SecretFieldCommitsWithoutShape) {
  Recorder r;
  UiEvent field = At(0, ActionType::kElementFocus, "Password");
  field.secret = true;
  r.coalescer.TextChanged(field, ShapeOfValue("hunter22"));
  r.coalescer.Flush();
  ASSERT_EQ(r.events.size(), 1U);
  EXPECT_TRUE(r.events[0].secret);
  EXPECT_EQ(r.events[0].fields.value_class, ValueClass::kNone);
  EXPECT_EQ(r.events[0].fields.value_length_bucket, 0);
}

TEST(Coalescer, ScrollTicksAreOneEpisode) {
  Recorder r;
  for (int i = 0; i < 10; ++i) r.coalescer.ScrollTick(At(i * 50, ActionType::kScroll, "List"));
  r.coalescer.Tick(600 * kMs);
  EXPECT_TRUE(r.events.empty());
  r.coalescer.Tick(1300 * kMs);
  ASSERT_EQ(r.events.size(), 1U);
  EXPECT_EQ(r.events[0].fields.count, 10U);
  EXPECT_EQ(r.events[0].fields.duration_us, 450 * kMs);
}

TEST(Coalescer, TitleStormBecomesTheLastTitle) {
  Recorder r;
  for (int i = 0; i < 100; ++i) {
    r.coalescer.Handle(
        At(i * 10, ActionType::kWindowTitleChange, "", "Progress " + std::to_string(i)));
    r.coalescer.Tick(i * 10 * kMs);
  }
  r.coalescer.Tick(3000 * kMs);
  ASSERT_EQ(r.events.size(), 1U);
  EXPECT_EQ(r.events[0].fields.count, 100U);
  EXPECT_EQ(r.events[0].window_title.UnmaskedForScrub(), "Progress 99");
}

TEST(Coalescer, EndlessTitleStormIsReportedAtLeastEveryTwoSeconds) {
  Recorder r;
  for (int i = 0; i < 1000; ++i) {
    r.coalescer.Handle(At(i * 10, ActionType::kWindowTitleChange, "", std::to_string(i)));
    r.coalescer.Tick(i * 10 * kMs);
  }
  EXPECT_GE(r.events.size(), 4U);
  EXPECT_LE(r.events.size(), 6U);
}

TEST(Coalescer, EqualEventsInABlinkAreOne) {
  Recorder r;
  r.coalescer.Handle(At(0, ActionType::kElementFocus, "A"));
  r.coalescer.Handle(At(20, ActionType::kElementFocus, "A"));
  r.coalescer.Handle(At(500, ActionType::kElementFocus, "A"));
  EXPECT_EQ(r.events.size(), 2U);
  EXPECT_EQ(r.coalescer.suppressed(), 1U);
}

TEST(Coalescer, FieldLeftAloneCommitsAfterItsCalm) {
  Recorder r;
  r.coalescer.TextChanged(At(0, ActionType::kElementFocus, "Notes"), ShapeOfValue("x"));
  r.coalescer.Tick(29'000 * kMs);
  EXPECT_TRUE(r.events.empty());
  r.coalescer.Tick(31'000 * kMs);
  EXPECT_EQ(r.events.size(), 1U);
}

}  // namespace
}  // namespace adit
