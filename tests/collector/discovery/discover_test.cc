#include "collector/discovery/discover.h"

#include <gtest/gtest.h>

#include "collector/discovery/evaluation.h"

namespace adit {
namespace {

class Maker {
 public:
  void Add(const std::string& element, uint32_t instance) {
    LogEvent e;
    e.sequence = log.events.size();
    e.user = log.strings.Intern("u");
    e.element = log.strings.Intern(element);
    log.events.push_back(e);
    truth.instance.push_back(instance);
    truth.routine.push_back(instance == kNoLabel ? kNoLabel : 0);
    if (instance != kNoLabel) truth.instances = std::max(truth.instances, instance + 1);
    truth.routines = 1;
  }
  void AddAll(const std::string& letters, uint32_t instance) {
    for (const char c : letters) Add(std::string(1, c), instance);
  }
  EventLog log;
  Segmentation truth;
};

Evaluation Score(const Maker& m) {
  const auto found = Discover(m.log, {});
  EXPECT_TRUE(found.ok());
  Segmentation s;
  for (const uint32_t i : found->event_instance) {
    s.instance.push_back(i == kNoInstance ? kNoLabel : i);
    s.routine.push_back(i == kNoInstance ? kNoLabel : found->instances[i].routine);
  }
  s.instances = static_cast<uint32_t>(found->instances.size());
  s.routines = static_cast<uint32_t>(found->routines.size());
  return Evaluate(m.log, m.truth, s, {}, true);
}

TEST(Discover, OneRoutineAfterTheOtherIsCutAtItsStart) {
  Maker m;
  for (uint32_t i = 0; i < 60; ++i) m.AddAll(i % 3 == 0 ? "abcdxef" : "abcdef", i);
  EXPECT_GE(Score(m).instance_80.f1, 0.95);
}

TEST(Discover, AnEmptyLogIsRefused) { EXPECT_FALSE(Discover(EventLog(), {}).ok()); }

TEST(Discover, OneEventIsNoRoutine) {
  Maker m;
  m.Add("a", kNoLabel);
  const auto found = Discover(m.log, {});
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->routines.empty());
}

TEST(Discover, EqualEventsEndQuickly) {
  Maker m;
  for (int i = 0; i < 20000; ++i) m.Add("a", kNoLabel);
  EXPECT_TRUE(Discover(m.log, {}).ok());
}

TEST(Discover, DistinctEventsAreAllNoise) {
  Maker m;
  for (int i = 0; i < 5000; ++i) m.Add(std::string(1, static_cast<char>('a' + i % 26)) + std::string(static_cast<size_t>(1 + i / 26 % 200), 'x'), kNoLabel);
  const auto found = Discover(m.log, {});
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->routines.empty());
}

TEST(Discover, TheNumberOfThreadsDoesNotChangeTheResult) {
  Maker m;
  for (uint32_t i = 0; i < 60; ++i) m.AddAll(i % 2 == 0 ? "abcdef" : "ghijkl", i);
  DiscoveryOptions one;
  one.threads = 1;
  DiscoveryOptions four;
  four.threads = 4;
  const auto a = Discover(m.log, one);
  const auto b = Discover(m.log, four);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->event_instance, b->event_instance);
  EXPECT_EQ(a->bits, b->bits);
}

}  // namespace
}  // namespace adit
