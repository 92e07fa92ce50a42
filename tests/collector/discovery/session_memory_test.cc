#include "collector/discovery/session_memory.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "collector/discovery/evaluation.h"
#include "collector/reconstruct/step_log.h"
#include "common/base/random.h"

namespace adit {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;

// Four people, a session a day, two routines in no order with noise between; from day `fresh` on
// only one that nobody did before.
EventLog Days(int days, int fresh = 1000) {
  EventLog log;
  for (uint32_t person = 0; person < 4; ++person) {
    for (int day = 0; day < days; ++day) {
      SeededRandom random(1000 * person + static_cast<uint64_t>(day));
      int64_t now_us = (100 + day) * kDayUs;
      const auto add = [&](const std::string& letters) {
        for (const char letter : letters) {
          LogEvent event;
          event.sequence = log.events.size();
          event.time_us = now_us += static_cast<int64_t>(1 + random.Below(4)) * 1'000'000;
          event.user = log.strings.Intern("u" + std::to_string(person));
          event.element = log.strings.Intern(std::string(1, letter));
          log.events.push_back(event);
        }
      };
      for (int i = 0; i < 8; ++i) {
        const bool first = random.Below(2) == 0;
        add(day >= fresh ? "stuvwx" : first ? "abcdef" : "ghijklm");
        for (auto n = random.Below(3); n > 0; --n)
          add(std::string(1, static_cast<char>('A' + random.Below(20))));
        now_us += 20'000'000;
      }
    }
  }
  return log;
}

// As Days(), in windows named after an order: the same two on the first days, so that they are
// names of their own, then always another, which makes all of them one template.
EventLog OrderDays(int days, int many_from) {
  EventLog log = Days(days);
  std::map<uint32_t, uint32_t> done;  // orders of each user
  for (LogEvent& e : log.events) {
    const std::string element = log.strings.At(e.element);
    uint32_t& count = done[e.user];
    if (element == "a" || element == "d" || element == "g" || element == "j") ++count;
    const bool many = e.time_us >= (100 + many_from) * kDayUs;
    const uint32_t order = many ? 1000 * e.user + count : 1 + count % 2;
    e.app = log.strings.Intern("shop");
    e.window = log.strings.Intern("Order " + std::to_string(order));
  }
  return log;
}

std::set<std::string> WindowsOf(const EventLog& log) {
  const StepLog steps = BuildSteps(log, {});
  std::set<std::string> windows;
  for (const StepLabel& label : steps.labels) windows.insert(steps.texts.At(label.window));
  return windows;
}

Discovery With(SessionMemory* memory, const EventLog& log, unsigned threads = 1) {
  DiscoveryOptions options;
  options.memory = memory;
  options.threads = threads;
  auto found = Discover(log, options);
  EXPECT_TRUE(found.ok());
  return std::move(*found);
}

Segmentation SegmentsOf(const Discovery& found) {
  Segmentation s;
  for (const uint32_t i : found.event_instance) {
    s.instance.push_back(i == kNoInstance ? kNoLabel : i);
    s.routine.push_back(i == kNoInstance ? kNoLabel : found.instances[i].routine);
  }
  s.instances = static_cast<uint32_t>(found.instances.size());
  s.routines = static_cast<uint32_t>(found.routines.size());
  return s;
}

std::set<std::string> Keys(const Discovery& found) {
  std::set<std::string> keys;
  for (const Routine& routine : found.routines) keys.insert(routine.key);
  return keys;
}

TEST(SessionMemory, AnEmptyMemoryLearnsWhatIsLearntWithoutOne) {
  const EventLog log = Days(6);
  SessionMemory memory;
  const Discovery with = With(&memory, log);
  const Discovery without = With(nullptr, log);
  EXPECT_EQ(with.event_instance, without.event_instance);
  EXPECT_EQ(memory.use().remembered, 0u);
}

TEST(SessionMemory, TheSameEventsAreTheSameResult) {
  const EventLog log = Days(6);
  SessionMemory memory;
  const Discovery first = With(&memory, log);
  const Discovery second = With(&memory, log);
  EXPECT_EQ(memory.use().remembered, memory.use().sessions);
  EXPECT_EQ(second.event_instance, first.event_instance);
  ASSERT_EQ(second.routines.size(), first.routines.size());
  for (size_t r = 0; r < first.routines.size(); ++r) {
    EXPECT_EQ(second.routines[r].key, first.routines[r].key);
    EXPECT_EQ(second.routines[r].name, first.routines[r].name);
    EXPECT_EQ(second.routines[r].confidence, first.routines[r].confidence);
  }
}

TEST(SessionMemory, AnotherDayIsFoundAsAFullRunFindsItAndTheDaysBeforeStay) {
  SessionMemory memory;
  const EventLog before = Days(8);
  const Discovery old = With(&memory, before);
  // The first day falls out of the window, another comes.
  EventLog log = Days(9);
  std::erase_if(log.events, [](const LogEvent& e) { return e.time_us < 101 * kDayUs; });
  const Discovery night = With(&memory, log);
  EXPECT_EQ(memory.use().sessions, 32u);
  EXPECT_EQ(memory.use().remembered, 28u);
  EXPECT_GE(memory.use().agreement, 0.9);
  const Discovery full = With(nullptr, log);
  EXPECT_EQ(Keys(night), Keys(full));
  const Evaluation e = Evaluate(log, SegmentsOf(full), SegmentsOf(night), {}, true);
  EXPECT_GE(e.instance_80.f1, 0.97);
}

TEST(SessionMemory, ADayThatChangesTemplatesKeepsTheDaysBefore) {
  const EventLog before = OrderDays(8, 8);
  const EventLog log = OrderDays(9, 8);
  // What this test is about: no label of the days before is one of the new log's.
  for (const std::string& window : WindowsOf(before))
    ASSERT_FALSE(WindowsOf(log).contains(window)) << window;
  SessionMemory memory;
  With(&memory, before);
  const Discovery night = With(&memory, log);
  EXPECT_EQ(memory.use().sessions, 36u);
  EXPECT_EQ(memory.use().remembered, 32u);
  EXPECT_EQ(memory.use().learnt_anew, "");
  const Discovery full = With(nullptr, log);
  EXPECT_EQ(Keys(night), Keys(full));
  const Evaluation e = Evaluate(log, SegmentsOf(full), SegmentsOf(night), {}, true);
  EXPECT_GE(e.instance_80.f1, 0.97);
}

TEST(SessionMemory, WorkNobodyKnewIsLearntAnew) {
  SessionMemory memory;
  With(&memory, Days(8));
  const EventLog log = Days(10, 8);
  const Discovery found = With(&memory, log);
  EXPECT_EQ(memory.use().remembered, 0u);
  EXPECT_EQ(memory.use().learnt_anew, "new sessions show work that no routine explains");
  EXPECT_EQ(Keys(found), Keys(With(nullptr, log)));
}

TEST(SessionMemory, AfterAWeekOfRunsRoutinesAreLearntAnew) {
  SessionMemory memory;
  With(&memory, Days(6));
  for (uint32_t run = 1; run <= SessionMemory::kMostRuns; ++run) {
    With(&memory, Days(6 + static_cast<int>(run)));
    EXPECT_GT(memory.use().remembered, 0u) << run;
    EXPECT_EQ(memory.use().runs, run);
  }
  With(&memory, Days(7 + SessionMemory::kMostRuns));
  EXPECT_EQ(memory.use().remembered, 0u);
}

TEST(SessionMemory, OtherOptionsAreLearntAnew) {
  const EventLog log = Days(6);
  SessionMemory memory;
  With(&memory, log);
  DiscoveryOptions options;
  options.memory = &memory;
  options.ignore_time = true;
  ASSERT_TRUE(Discover(log, options).ok());
  EXPECT_EQ(memory.use().remembered, 0u);
}

TEST(SessionMemory, ThreadsDoNotChangeANightlyRun) {
  const EventLog before = Days(6);
  const EventLog log = Days(7);
  SessionMemory first;
  With(&first, before, 1);
  const Discovery one = With(&first, log, 1);
  for (const unsigned threads : {2U, 5U}) {
    SessionMemory memory;
    With(&memory, before, threads);
    const Discovery more = With(&memory, log, threads);
    EXPECT_EQ(more.event_instance, one.event_instance);
  }
}

}  // namespace
}  // namespace adit
