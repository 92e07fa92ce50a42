#include "collector/discovery/core_seeds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "collector/discovery/core_passes.h"
#include "collector/discovery/label_cores.h"
#include "collector/discovery/routine_growth.h"

namespace adit {
namespace {

// A day of two routines, 0..7 and 10..17, that share the steps 20 and 21 (a search, a mail sent),
// with steps of the one between those of the other and foreign steps (30..69) everywhere.
struct Day {
  StepLog log;
  std::vector<int> instance;  // of each step, -1 = foreign
};

Day InterleavedDay(uint32_t instances, uint32_t foreign_percent) {
  Day out;
  std::mt19937 engine(7);
  const auto random = [&](uint32_t n) { return static_cast<uint32_t>(engine() % n); };
  const auto add = [&](uint32_t label, int instance) {
    while (random(100) < foreign_percent) {
      Step foreign;
      foreign.label = 30 + random(40);
      out.log.steps.push_back(foreign);
      out.instance.push_back(-1);
    }
    Step step;
    step.label = label;
    out.log.steps.push_back(step);
    out.instance.push_back(instance);
  };
  const std::vector<uint32_t> a = {20, 0, 1, 2, 3, 4, 5, 6, 7, 21};
  const std::vector<uint32_t> b = {20, 10, 11, 12, 13, 14, 15, 16, 17, 21};
  for (uint32_t i = 0; i < instances; ++i) {
    const int first = static_cast<int>(2 * i);
    size_t x = 0;
    size_t y = 0;
    for (uint32_t k = 10 + random(40); k > 0; --k) {
      Step foreign;
      foreign.label = random(8) == 0 ? 20 + random(2) : 30 + random(40);
      out.log.steps.push_back(foreign);
      out.instance.push_back(-1);
    }
    // One of them alone, one after the other, or both at once.
    const uint32_t which = random(10);
    if (which < 4) x = a.size();
    if (which >= 4 && which < 8) y = b.size();
    const bool interleaved = which == 9;
    while (x < a.size() || y < b.size()) {
      const bool of_a = y == b.size() || (x < a.size() && (!interleaved || random(3) > 0));
      if (of_a) {
        add(a[x++], first);
      } else {
        add(b[y++], first + 1);
      }
    }
  }
  for (uint32_t i = 0; i < out.log.steps.size(); ++i) out.log.steps[i].first_event = i;
  out.log.labels.resize(70);
  out.log.sessions.push_back({1, 0, static_cast<uint32_t>(out.log.steps.size())});
  return out;
}

std::vector<bool> NoneSkipped(const StepLog& log) {
  return std::vector<bool>(log.steps.size(), false);
}

TEST(LabelCores, DistinctiveStepsOfARoutineComeTogether) {
  const Day day = InterleavedDay(60, 30);
  const LabelCores cores = FindCores(day.log, {0}, NoneSkipped(day.log), {});
  for (uint32_t l = 1; l < 8; ++l) EXPECT_EQ(cores.core_of_label[l], cores.core_of_label[0]) << l;
  ASSERT_NE(cores.core_of_label[0], kNoCore);
  for (uint32_t l = 30; l < 70; ++l) EXPECT_EQ(cores.core_of_label[l], kNoCore) << l;
}

TEST(LabelCores, EmptyLogHasNone) {
  StepLog log;
  EXPECT_EQ(FindCores(log, {}, {}, {}).cores, 0U);
}

TEST(LabelCores, SkippedStepsDoNotCount) {
  const Day day = InterleavedDay(60, 0);
  const LabelCores cores =
      FindCores(day.log, {0}, std::vector<bool>(day.log.steps.size(), true), {});
  EXPECT_EQ(cores.cores, 0U);
}

TEST(CorePasses, ALoopInsideAPassStaysInIt) {
  StepLog log;
  Piece chain;
  const auto add = [&](uint32_t label) {
    chain.push_back(static_cast<uint32_t>(log.steps.size()));
    log.steps.push_back({});
    log.steps.back().label = label;
  };
  std::vector<uint32_t> begins;
  for (uint32_t i = 0; i < 40; ++i) {
    begins.push_back(static_cast<uint32_t>(log.steps.size()));
    add(0);
    add(1);
    for (uint32_t k = 0; k < 2 + i % 4; ++k) add(2), add(3);
    add(4);
    add(5);
  }
  log.labels.resize(6);
  std::vector<uint32_t> found;
  for (const Piece& pass : CutCorePasses(log, {chain})) found.push_back(pass.front());
  EXPECT_EQ(found, begins) << found.size() << " passes";
}

TEST(CorePasses, NothingIsLostOrDoubled) {
  const Day day = InterleavedDay(30, 50);
  Piece chain;
  for (uint32_t i = 0; i < day.log.steps.size(); ++i) chain.push_back(i);
  Piece found;
  for (const Piece& pass : CutCorePasses(day.log, {chain})) {
    EXPECT_FALSE(pass.empty());
    found.insert(found.end(), pass.begin(), pass.end());
  }
  EXPECT_EQ(found, chain);
  EXPECT_TRUE(CutCorePasses(day.log, {}).empty());
}

TEST(RoutineGrowth, StepsThatUsuallyComeAlongAreTakenInOnce) {
  // 40 times 5 1 2 3 6 with a foreign step in between; the routine is known by 1 2 3 only.
  StepLog log;
  Assignment assignment;
  for (uint32_t i = 0; i < 40; ++i) {
    Piece piece;
    for (const uint32_t label : {5U, 1U, 2U, 10 + i, 3U, 6U, 100 + i, 150 + i, 200 + i, 250 + i}) {
      if (label >= 1 && label <= 3) piece.push_back(static_cast<uint32_t>(log.steps.size()));
      log.steps.push_back({});
      log.steps.back().label = label;
    }
    assignment.pieces.push_back(piece);
    assignment.routine.push_back(0);
  }
  log.labels.resize(300);
  log.sessions.push_back({1, 0, static_cast<uint32_t>(log.steps.size())});
  GrowRoutines(log, {0}, NoneSkipped(log), {}, assignment);
  std::set<uint32_t> taken;
  for (const Piece& piece : assignment.pieces) {
    std::vector<uint32_t> labels;
    for (const uint32_t step : piece) {
      labels.push_back(log.steps[step].label);
      EXPECT_TRUE(taken.insert(step).second) << "step " << step << " in two instances";
    }
    EXPECT_EQ(labels, (std::vector<uint32_t>{5, 1, 2, 3, 6}));
  }
}

TEST(CoreSeeds, InterleavedRoutinesAreToldApart) {
  const Day day = InterleavedDay(60, 30);
  const Assignment seeds = CoreSeeds(day.log, {0}, NoneSkipped(day.log), 2);
  uint32_t pure = 0;
  std::map<int, uint32_t> pieces_of;
  for (const Piece& piece : seeds.pieces) {
    std::map<int, uint32_t> of;
    for (const uint32_t step : piece) ++of[day.instance[step]];
    const auto most = std::max_element(
        of.begin(), of.end(), [](const auto& x, const auto& y) { return x.second < y.second; });
    if (most->first < 0 || most->second * 10 < piece.size() * 8) continue;
    ++pure;
    ++pieces_of[most->first];
  }
  EXPECT_GE(pure * 10, seeds.pieces.size() * 9);
  std::set<int> all(day.instance.begin(), day.instance.end());
  EXPECT_GE(pieces_of.size() * 10, (all.size() - 1) * 9);
}

}  // namespace
}  // namespace adit
