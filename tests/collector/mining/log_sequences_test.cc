#include "collector/mining/log_sequences.h"

#include <gtest/gtest.h>

namespace adit::mining {
namespace {

void AddEvent(EventLog& log, const char* user, const char* element, int64_t seconds) {
  LogEvent event;
  event.user = log.strings.Intern(user);
  event.app = log.strings.Intern("Calc");
  event.element = log.strings.Intern(element);
  event.action = log.strings.Intern("click");
  event.time_us = seconds < 0 ? kNoTime : seconds * 1'000'000;
  log.events.push_back(event);
}

std::vector<Item> ToVector(std::span<const Item> items) { return {items.begin(), items.end()}; }

TEST(LogSequences, UsersAreApartPausesCutAndEqualSequencesMerge) {
  EventLog log;
  AddEvent(log, "a", "open", 0);
  AddEvent(log, "b", "open", 1);
  AddEvent(log, "a", "save", 2);
  AddEvent(log, "b", "save", 3);
  AddEvent(log, "a", "close", 500);
  const auto database = SequencesOfLog(log, {});
  ASSERT_TRUE(database.ok());
  ASSERT_EQ(database->size(), 2u);
  EXPECT_EQ(ToVector(database->sequence(0)), (std::vector<Item>{1, 2}));
  EXPECT_EQ(database->weight(0), 2u);
  EXPECT_EQ(ToVector(database->sequence(1)), (std::vector<Item>{3}));
  EXPECT_EQ(database->names().at(3), "Calc | close | click");
}

TEST(LogSequences, LogsWithoutTimesAreCutByLength) {
  EventLog log;
  for (int i = 0; i < 7; ++i) AddEvent(log, "a", "open", -1);
  LogSequenceOptions options;
  options.longest = 3;
  const auto database = SequencesOfLog(log, options);
  ASSERT_TRUE(database.ok());
  ASSERT_EQ(database->size(), 2u);
  EXPECT_EQ(database->weight(0), 2u);
  EXPECT_EQ(database->sequence(1).size(), 1u);
  options.longest = 0;
  EXPECT_FALSE(SequencesOfLog(log, options).ok());
}

}  // namespace
}  // namespace adit::mining
