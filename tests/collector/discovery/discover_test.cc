#include "collector/discovery/discover.h"

#include <gtest/gtest.h>

#include "collector/discovery/evaluation.h"
#include "common/base/random.h"

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

TEST(Discover, CorrectionsSeeWhatIsRankedAndTheReviewListStays) {
  Maker m;
  uint32_t state = 3;
  const auto other = [&] {
    state = state * 1103515245U + 12345U;
    return std::string(1, static_cast<char>('0' + (state >> 16) % 10));
  };
  for (uint32_t i = 0; i < 160; ++i) {
    const uint32_t kind = (state >> 20) % 4;
    if (kind == 0) m.AddAll("abcdefghijklmnopqrstuvw", i);
    if (kind == 1) m.AddAll("ABCDEFGHIJKLMNOPQRSTU", i);
    if (kind == 2) m.AddAll("{|}~!$", i);
    for (uint32_t k = 0; k < 2 + i % 4; ++k) m.AddAll(other(), kNoLabel);
    if ((state >> 18) % 2 == 0) m.AddAll("XYZ", kNoLabel);
    for (uint32_t k = 0; k < 1 + i % 3; ++k) m.AddAll(other(), kNoLabel);
  }
  DiscoveryOptions options;
  options.evidence.back_edges = false;
  const auto found = Discover(m.log, options);
  ASSERT_TRUE(found.ok());
  ASSERT_FALSE(found->review.empty());
  const auto corrected = Discover(m.log, options, [](const Discovery& raw) {
    std::vector<uint32_t> groups;
    for (const Instance& one : raw.instances) groups.push_back(one.routine);
    return groups;
  });
  ASSERT_TRUE(corrected.ok());
  EXPECT_EQ(corrected->event_instance, found->event_instance);
  EXPECT_EQ(corrected->routines.size(), found->routines.size());
  EXPECT_EQ(corrected->review.size(), found->review.size());
}

TEST(Discover, ALargeLogWithoutAnyRoutineEnds) {
  Maker m;
  for (uint32_t i = 0; i < 400; ++i) m.Add("e" + std::to_string(i * 7919 % 100'003), kNoLabel);
  for (size_t i = 0; i < m.log.events.size(); ++i) {
    m.log.events[i].user = m.log.strings.Intern("u" + std::to_string(i / 10));
  }
  DiscoveryOptions options;
  options.training_steps = 50;  // most sessions are only decoded
  const auto found = Discover(m.log, options);
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->routines.empty());
}

TEST(Discover, ForeignEventsBetweenInstancesAreNoise) {
  Maker m;
  SeededRandom random(3);
  for (uint32_t i = 0; i < 80; ++i) {
    m.AddAll("abcdefgh", i);
    for (uint64_t n = random.Below(5); n > 0; --n) {
      m.Add(std::string("other ") + static_cast<char>('A' + random.Below(26)), kNoLabel);
    }
  }
  const Evaluation e = Score(m);
  EXPECT_GE(e.instance_80.f1, 0.9);
  EXPECT_GE(e.noise.f1, 0.9);
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
