#include "agent/simulate/workforce.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "agent/simulate/simulation_log.h"

namespace adit::simulate {
namespace {

SimulationOptions Small(std::string_view profile, uint64_t seed) {
  SimulationOptions options = ProfileOptions(profile).value();
  options.seed = seed;
  options.people = 6;
  options.days = 2;
  return options;
}

std::string LogOf(const SimulationOptions& options) {
  auto workforce = Workforce::Create(options);
  std::string log;
  SimulatedEvent event;
  for (uint64_t n = 0; (*workforce)->Next(event); ++n) {
    AppendUiLogLine(log, n, MaskByTruth(event, options.seed), event.truth, (*workforce)->office());
  }
  return log;
}

TEST(Workforce, AnotherSeedGivesAnotherLog) {
  SimulationOptions options = Small("office", 3);
  options.people = 1;
  options.days = 1;
  const std::string log = LogOf(options);
  options.seed = 4;
  EXPECT_NE(log, LogOf(options));
}

TEST(Workforce, TheMergedStreamIsInTheOrderOfTime) {
  auto workforce = Workforce::Create(Small("hard", 1));
  SimulatedEvent event;
  int64_t last = 0;
  std::map<uint32_t, uint64_t> sequences;
  while ((*workforce)->Next(event)) {
    EXPECT_GE(event.event.fields.wall_us, last);
    last = event.event.fields.wall_us;
    EXPECT_EQ(event.event.fields.sequence, ++sequences[event.truth.person]);
  }
  EXPECT_EQ(sequences.size(), 6U);
}

TEST(Workforce, OnePersonAloneIsTheSameAsInTheCrowd) {
  auto workforce = Workforce::Create(Small("office", 2));
  const auto person = (*workforce)->MakePerson(4);
  SimulatedEvent alone;
  SimulatedEvent crowd;
  uint64_t compared = 0;
  while ((*workforce)->Next(crowd)) {
    if (crowd.truth.person != 4) continue;
    ASSERT_TRUE(person->Next(alone));
    ASSERT_EQ(alone.event.fields.wall_us, crowd.event.fields.wall_us);
    ASSERT_EQ(alone.event.window_title.UnmaskedForScrub(),
              crowd.event.window_title.UnmaskedForScrub());
    ++compared;
  }
  EXPECT_FALSE(person->Next(alone));
  EXPECT_GT(compared, 1000U);
}

struct Shares {
  double routine = 0, noise = 0, overlap = 0;
  std::map<int32_t, std::set<uint32_t>> people;  // by routine
};

Shares Measure(const SimulationOptions& options) {
  auto workforce = Workforce::Create(options);
  std::map<uint32_t, std::vector<GroundTruth>> streams;
  Shares shares;
  SimulatedEvent event;
  double events = 0;
  double routine = 0;
  while ((*workforce)->Next(event)) {
    streams[event.truth.person].push_back(event.truth);
    ++events;
    if (event.truth.routine < 0) continue;
    ++routine;
    shares.people[event.truth.routine].insert(event.truth.person);
  }
  double inside = 0;
  double foreign = 0;
  double instances = 0;
  double overlapping = 0;
  for (const auto& [person, stream] : streams) {
    std::map<uint32_t, std::pair<size_t, size_t>> spans;
    for (size_t i = 0; i < stream.size(); ++i) {
      if (stream[i].instance == 0) continue;
      spans.try_emplace(stream[i].instance, i, i).first->second.second = i;
    }
    std::vector<int> depth(stream.size() + 1);
    for (const auto& [instance, span] : spans) {
      ++depth[span.first];
      --depth[span.second + 1];
      bool overlaps = false;
      for (const auto& [other, b] : spans) {
        overlaps |= other != instance && b.first <= span.second && span.first <= b.second;
      }
      ++instances;
      overlapping += overlaps ? 1 : 0;
    }
    int open = 0;
    for (size_t i = 0; i < stream.size(); ++i) {
      open += depth[i];
      inside += open > 0 ? 1 : 0;
      foreign += open > 0 && stream[i].instance == 0 ? 1 : 0;
    }
  }
  shares.routine = routine / events;
  shares.noise = foreign / inside;
  shares.overlap = overlapping / instances;
  return shares;
}

TEST(Workforce, SharesComeOutAsAskedFor) {
  for (const uint32_t permille : {50U, 100U, 250U, 500U, 850U}) {
    SimulationOptions options = Small("office", 1);
    options.routine_permille = permille;
    options.people = 3;
    const Shares shares = Measure(options);
    EXPECT_NEAR(shares.routine, permille / 1000.0, 0.02) << permille;
    EXPECT_NEAR(shares.noise, options.noise_permille / 1000.0, 0.03) << permille;
  }
  SimulationOptions options = Small("hard", 5);
  options.days = 4;
  const Shares hard = Measure(options);
  EXPECT_NEAR(hard.noise, 0.18, 0.03);
  EXPECT_NEAR(hard.overlap, 0.35, 0.08);
  EXPECT_EQ(Measure(Small("easy", 5)).overlap, 0);
}

TEST(Workforce, EveryRoutineHasFivePeopleAndEveryPersonSeveralRoutines) {
  for (const uint64_t seed : {1, 2, 3, 4, 5, 6, 7}) {
    const auto duties = AssignDuties(seed, 10, 8);
    for (size_t routine = 0; routine < 8; ++routine) {
      int people = 0;
      for (const Duties& d : duties) people += d[routine] > 0 ? 1 : 0;
      EXPECT_GE(people, 5) << seed;
    }
  }
  EXPECT_EQ(AssignDuties(1, 1, 8).size(), 1U);
}

TEST(Workforce, PlantedValuesStandWhereTheTruthSays) {
  auto workforce = Workforce::Create(Small("office", 8));
  SimulatedEvent event;
  std::set<std::string_view> types;
  std::set<TextPlace> places;
  while ((*workforce)->Next(event)) {
    for (const Plant& plant : event.plants) {
      types.insert(PersonalType(plant.field));
      places.insert(plant.place);
      ASSERT_LT(plant.begin, plant.end);
      // Nothing planted is left after masking by the truth.
    }
    const EventRecord masked = MaskByTruth(event, 8);
    for (const Plant& plant : event.plants) {
      if (plant.place != TextPlace::kWindowTitle) continue;
      const std::string value =
          event.event.window_title.UnmaskedForScrub().substr(plant.begin, plant.end - plant.begin);
      EXPECT_EQ(masked.window_title.find(value), std::string::npos) << value;
    }
    if (event.event.secret) {
      EXPECT_TRUE(event.event.window_title.empty() && event.event.content.empty());
    }
  }
  EXPECT_GE(types.size(), 13U);
  EXPECT_EQ(places.size(), 5U);
}

TEST(Workforce, NoLabelGivesARoutineAway) {
  auto workforce = Workforce::Create(Small("office", 1));
  // Element and screen together, as far as they recur: each is met in several routines or in noise.
  std::map<std::string, std::set<int32_t>> owners;
  std::map<std::string, int> counts;
  SimulatedEvent event;
  while ((*workforce)->Next(event)) {
    const std::string key = event.event.app_name.UnmaskedForScrub() + "|" +
                            event.event.element_id.UnmaskedForScrub() + "|" +
                            event.event.element_name.UnmaskedForScrub();
    owners[event.event.element_name.UnmaskedForScrub()].insert(event.truth.routine);
    ++counts[event.event.element_name.UnmaskedForScrub()];
  }
  int recurring = 0;
  int telling = 0;
  for (const auto& [name, routines] : owners) {
    if (counts[name] < 200) continue;
    ++recurring;
    telling += routines.size() == 1 ? 1 : 0;
  }
  EXPECT_GT(recurring, 15);
  EXPECT_LE(telling * 5, recurring) << telling << " of " << recurring;
}

TEST(Workforce, WeekendsAreFree) {
  SimulationOptions options = Small("office", 1);
  options.people = 1;
  options.days = 7;
  auto workforce = Workforce::Create(options);
  SimulatedEvent event;
  std::set<int64_t> days;
  while ((*workforce)->Next(event)) days.insert(event.event.fields.wall_us / 86'400'000'000);
  EXPECT_EQ(days.size(), 7U);
  for (const int64_t day : days) EXPECT_TRUE(day % 7 != 2 && day % 7 != 3);
}

}  // namespace
}  // namespace adit::simulate
