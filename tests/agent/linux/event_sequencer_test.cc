#include "agent/linux/event_sequencer.h"

#include <gtest/gtest.h>

#include <vector>

namespace adit {
namespace {

using WhenLate = EventSequencer::WhenLate;

UiEvent Event(ActionType action) {
  UiEvent event;
  event.fields.action = action;
  return event;
}

std::vector<ActionType> FlushAt(EventSequencer& events, int64_t now_us) {
  std::vector<ActionType> actions;
  events.Flush(now_us, [&](UiEvent event) { actions.push_back(event.fields.action); });
  return actions;
}

TEST(EventSequencer, HoldsLaterEventsUntilTheFirstIsComplete) {
  EventSequencer events;
  const auto click = events.Open(Event(ActionType::kClick), 100, WhenLate::kEmit);
  events.Add(Event(ActionType::kCommand));
  EXPECT_TRUE(FlushAt(events, 50).empty());
  ASSERT_NE(events.Find(click), nullptr);
  events.Find(click)->fields.action = ActionType::kInvoke;
  events.Close(click);
  EXPECT_EQ(FlushAt(events, 50), (std::vector{ActionType::kInvoke, ActionType::kCommand}));
  EXPECT_EQ(events.Find(click), nullptr);
}

TEST(EventSequencer, LateEventsAreToldOrDroppedAsAsked) {
  EventSequencer events;
  const auto focus = events.Open(Event(ActionType::kElementFocus), 100, WhenLate::kDrop);
  const auto click = events.Open(Event(ActionType::kClick), 100, WhenLate::kEmit);
  EXPECT_EQ(FlushAt(events, 100), std::vector{ActionType::kClick});
  EXPECT_EQ(events.TakeLate(), 1U);
  // Answers that come after that change nothing.
  events.Close(focus);
  events.Drop(click);
  EXPECT_EQ(events.Find(click), nullptr);
  EXPECT_TRUE(FlushAt(events, 1000).empty());
}

TEST(EventSequencer, DroppedEventsVanish) {
  EventSequencer events;
  const auto first = events.Open(Event(ActionType::kClick), 100, WhenLate::kEmit);
  events.Add(Event(ActionType::kCopy));
  events.Drop(first);
  EXPECT_EQ(FlushAt(events, 0), std::vector{ActionType::kCopy});
}

TEST(EventSequencer, NextDeadlineIsThatOfTheFrontOrNow) {
  EventSequencer events;
  EXPECT_FALSE(events.NextDeadline().has_value());
  const auto first = events.Open(Event(ActionType::kClick), 700, WhenLate::kEmit);
  EXPECT_EQ(events.NextDeadline(), 700);
  events.Close(first);
  EXPECT_EQ(events.NextDeadline(), 0);
}

TEST(EventSequencer, AFullQueueStopsWaitingForItsOldest) {
  EventSequencer events;
  for (size_t i = 0; i < kMaxOpenEvents + 5; ++i) {
    events.Open(Event(ActionType::kClick), 1'000'000, WhenLate::kEmit);
  }
  EXPECT_EQ(FlushAt(events, 10).size(), 5U);
}

}  // namespace
}  // namespace adit
