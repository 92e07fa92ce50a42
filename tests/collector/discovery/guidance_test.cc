#include "collector/discovery/guidance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "collector/discovery/discover.h"
#include "collector/discovery/routine_profile.h"
#include "common/base/random.h"

namespace adit {
namespace {

// Steps are letters, those of noise capital ones.
class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}
  void Do(const std::string& letters) {
    for (const char letter : letters) Add(std::string(1, letter));
    Rest();
  }
  void Rest() {
    for (auto n = 1 + random_.Below(4); n > 0; --n) Add(Noise());
  }
  EventLog log;

  bool Coin() { return random_.Below(2) == 0; }

 private:
  std::string Noise() { return std::string(1, static_cast<char>('A' + random_.Below(26))); }
  void Add(const std::string& element) {
    LogEvent event;
    event.sequence = log.events.size();
    event.user = log.strings.Intern("u");
    event.element = log.strings.Intern(element);
    log.events.push_back(event);
  }
  SeededRandom random_;
};

// A usual routine, another one, and one that is done too rarely to be worth a description.
EventLog Office() {
  Maker maker(5);
  for (int i = 0; i < 160; ++i) {
    maker.Do(maker.Coin() ? "abcdef" : "ghijkl");
    if (i == 20 || i == 45) {
      for (const char* part : {"p", "q", "r"}) maker.Do(part);  // noise between
    }
  }
  return std::move(maker.log);
}

uint64_t Signature(char letter) {
  Activity activity;
  activity.element = std::string(1, letter);
  return StepSignature(activity);
}

RoutineIdentity Identity(const std::string& letters) {
  RoutineIdentity identity;
  for (const char letter : letters) identity.steps.push_back({Signature(letter), 1000});
  std::sort(identity.steps.begin(), identity.steps.end(),
            [](const WeightedStep& a, const WeightedStep& b) { return a.step < b.step; });
  return identity;
}

GivenRoutine Given(const std::string& letters) {
  GivenRoutine given{Identity(letters), {{}}};
  for (const char letter : letters) given.ways[0].push_back(Signature(letter));
  return given;
}

// The steps of each instance, as letters, without noise.
std::multiset<std::string> Instances(const EventLog& log, const Discovery& found) {
  std::multiset<std::string> out;
  for (const Instance& instance : found.instances) {
    std::string letters;
    for (const uint32_t e : instance.events) {
      const char letter = log.strings.At(log.events[e].element)[0];
      if (letter >= 'a') letters += letter;
    }
    out.insert(letters);
  }
  return out;
}

Discovery Found(const EventLog& log, const Guidance& guidance, unsigned threads = 1) {
  DiscoveryOptions options;
  options.guidance = guidance;
  options.threads = threads;
  auto found = Discover(log, options);
  EXPECT_TRUE(found.ok());
  return std::move(*found);
}

TEST(Guidance, WithoutDecisionsNothingChanges) {
  const EventLog log = Office();
  const std::multiset<std::string> all = Instances(log, Found(log, {}));
  EXPECT_GE(all.count("abcdef"), 55u);
  EXPECT_GE(all.count("ghijkl"), 55u);
  EXPECT_EQ(all.count("pqr"), 0u);
}

TEST(Guidance, AConfirmedRoutineIsNotLost) {
  const EventLog log = Office();
  Guidance guidance;
  guidance.confirmed.push_back(Given("pqr"));
  DiscoveryOptions options;
  options.guidance = guidance;
  // Slight routines are put aside after it was found: corrections see it.
  size_t seen = 0;
  const auto found = Discover(log, options, [&](const Discovery& all) {
    seen = Instances(log, all).count("pqr");
    return std::vector<uint32_t>();
  });
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(seen, 2u);
  EXPECT_GE(Instances(log, *found).count("abcdef"), 55u);
}

TEST(Guidance, AConfirmedRoutineThatWasFoundStaysAsItIs) {
  const EventLog log = Office();
  Guidance guidance;
  guidance.confirmed.push_back(Given("abcdef"));
  EXPECT_EQ(Instances(log, Found(log, guidance)), Instances(log, Found(log, {})));
}

TEST(Guidance, AWrongRoutineIsNotFoundAgainAndTheOthersAre) {
  const EventLog log = Office();
  Guidance guidance;
  guidance.wrong.push_back(Identity("ghijkl"));
  const Discovery found = Found(log, guidance);
  const std::multiset<std::string> all = Instances(log, found);
  EXPECT_EQ(all.count("ghijkl"), 0u);
  EXPECT_GE(all.count("abcdef"), 55u);
  for (const Routine& routine : found.routines) {
    for (const uint32_t a : routine.main_path)
      EXPECT_EQ(found.activities[a].element.find_first_of("ghijkl"), std::string::npos);
  }
}

// What is more like a routine nobody found wrong stays.
TEST(Guidance, AWrongRoutineTakesNoOtherWithIt) {
  const EventLog log = Office();
  Guidance guidance;
  guidance.wrong.push_back(Identity("ghijxyz"));
  guidance.wrong.push_back(Identity("abcdxy"));
  guidance.kept.push_back(Identity("abcdef"));
  const std::multiset<std::string> all = Instances(log, Found(log, guidance));
  EXPECT_GE(all.count("abcdef"), 55u);
  EXPECT_GE(all.count("ghijkl"), 55u);  // 4 of 9 steps alike is another routine
}

TEST(Guidance, MarkedBordersCutInstances) {
  const EventLog log = Office();
  Guidance guidance;
  guidance.borders.push_back({Identity("abcdef"), {Signature('c')}, {}});
  std::multiset<std::string> all = Instances(log, Found(log, guidance));
  EXPECT_GE(all.count("cdef"), 55u);
  EXPECT_EQ(all.count("abcdef"), 0u);
  EXPECT_GE(all.count("ghijkl"), 55u);
  guidance.borders[0].ends.push_back(Signature('e'));
  all = Instances(log, Found(log, guidance));
  EXPECT_GE(all.count("cde"), 55u);
  guidance.borders[0].starts.clear();
  all = Instances(log, Found(log, guidance));
  EXPECT_GE(all.count("abcde"), 55u);
}

TEST(Guidance, ThreadsDoNotChangeWhatItDoes) {
  const EventLog log = Office();
  Guidance guidance;
  guidance.confirmed.push_back(Given("pqr"));
  guidance.wrong.push_back(Identity("ghijkl"));
  guidance.borders.push_back({Identity("abcdef"), {Signature('b')}, {}});
  const Discovery one = Found(log, guidance, 1);
  for (const unsigned threads : {2U, 5U}) {
    const Discovery more = Found(log, guidance, threads);
    EXPECT_EQ(more.event_instance, one.event_instance);
    EXPECT_EQ(Instances(log, more), Instances(log, one));
  }
}

}  // namespace
}  // namespace adit
