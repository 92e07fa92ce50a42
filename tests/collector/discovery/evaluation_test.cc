#include "collector/discovery/evaluation.h"

#include <gtest/gtest.h>

#include "collector/discovery/evaluation_measures.h"

namespace adit {
namespace {

EventLog Letters(const std::string& text) {
  EventLog log;
  for (const char c : text) {
    LogEvent e;
    e.sequence = log.events.size();
    e.element = log.strings.Intern(std::string(1, c));
    log.events.push_back(e);
  }
  return log;
}

Segmentation Of(const std::vector<uint32_t>& instance) {
  Segmentation s;
  s.instance = instance;
  s.routines = 1;
  for (const uint32_t i : instance) {
    s.routine.push_back(i == kNoLabel ? kNoLabel : 0);
    if (i != kNoLabel) s.instances = std::max(s.instances, i + 1);
  }
  return s;
}

TEST(Evaluation, TheTruthScoresOneEverywhere) {
  const EventLog log = Letters("abcabc");
  const Segmentation truth = Of({0, 0, 0, 1, 1, 1});
  const Evaluation e = Evaluate(log, truth, truth, {0}, false);
  EXPECT_DOUBLE_EQ(e.instance_80.f1, 1);
  EXPECT_DOUBLE_EQ(e.boundary_exact.f1, 1);
  EXPECT_DOUBLE_EQ(e.routine.f1, 1);
  EXPECT_DOUBLE_EQ(e.adjusted_rand, 1);
  EXPECT_DOUBLE_EQ(e.edit_distance, 0);
  EXPECT_DOUBLE_EQ(e.ndcg_10, 1);
  EXPECT_LT(e.noise.f1, 0);
}

TEST(Evaluation, AMergeOfTwoInstancesFindsOneOfThemAtOneHalfOnly) {
  const EventLog log = Letters("abcabc");
  const Evaluation e = Evaluate(log, Of({0, 0, 0, 1, 1, 1}), Of({0, 0, 0, 0, 0, 0}), {}, false);
  EXPECT_DOUBLE_EQ(e.instance_80.f1, 0);
  EXPECT_DOUBLE_EQ(e.instance_50.precision, 1);
  EXPECT_DOUBLE_EQ(e.instance_50.recall, 0.5);
}

TEST(Evaluation, ABorderOneEventOffCountsWithToleranceOnly) {
  const EventLog log = Letters("abcdefgh");
  const Evaluation e = Evaluate(log, Of({0, 0, 0, 0, 1, 1, 1, 1}), Of({0, 0, 0, 1, 1, 1, 1, 1}), {}, false);
  EXPECT_DOUBLE_EQ(e.boundary_exact.f1, 0);
  EXPECT_DOUBLE_EQ(e.boundary_near.f1, 1);
  EXPECT_DOUBLE_EQ(e.instance_80.f1, 0.5);  // 4 of 5 = 0.8; 3 of 4 is less
}

TEST(Evaluation, NoiseIsScoredByEvent) {
  const EventLog log = Letters("abxy");
  const Evaluation e = Evaluate(log, Of({0, 0, kNoLabel, kNoLabel}), Of({0, 0, 0, kNoLabel}), {}, true);
  EXPECT_DOUBLE_EQ(e.noise.precision, 1);
  EXPECT_DOUBLE_EQ(e.noise.recall, 0.5);
}

TEST(Evaluation, MatchingIsOneToOne) {
  EXPECT_EQ(evaluation::MaximumMatching({{0}, {0, 1}}, 2), 2U);
  EXPECT_EQ(evaluation::MaximumMatching({{0}, {0}}, 1), 1U);
}

TEST(Evaluation, EditDistanceIsNormalisedByTheLongerText) {
  EXPECT_DOUBLE_EQ(evaluation::NormalisedEditDistance({1, 2, 3, 4}, {1, 3, 4}), 0.25);
}

TEST(Evaluation, RandIsZeroForOneClusterAgainstMany) {
  EXPECT_NEAR(evaluation::AdjustedRand({0, 0, 1, 1}, {0, 0, 0, 0}), 0, 1e-12);
}

}  // namespace
}  // namespace adit
