#include "collector/discovery/routine_counts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace adit {
namespace {

constexpr uint32_t kLabels = 60;

// 80 instances of the steps 0..7, of which a quarter have step 8 after step 3; before one step in
// eight stands one of the labels 20..59, anywhere.
struct Example {
  StepLog log;
  std::vector<Piece> pieces;
};

Example WithNoiseTakenIn() {
  Example out;
  out.log.labels.resize(kLabels);
  std::mt19937 engine(3);
  const auto add = [&](Piece& piece, uint32_t label) {
    Step step;
    step.label = label;
    piece.push_back(static_cast<uint32_t>(out.log.steps.size()));
    out.log.steps.push_back(step);
  };
  for (uint32_t i = 0; i < 80; ++i) {
    Piece piece;
    for (uint32_t label = 0; label < 8; ++label) {
      if (engine() % 8 == 0) add(piece, 20 + static_cast<uint32_t>(engine() % 40));
      add(piece, label);
      if (label == 3 && i % 4 == 0) add(piece, 8);
    }
    out.pieces.push_back(std::move(piece));
  }
  return out;
}

RoutineCounts CountsOf(const Example& e, const std::vector<float>& noise_label) {
  std::vector<const Piece*> pieces;
  for (const Piece& piece : e.pieces) pieces.push_back(&piece);
  return CountWithoutNoise(e.log, pieces, {noise_label, 3, 0.2F});
}

bool Has(const RoutineCounts& counts, uint32_t label) { return counts.own.count(label) > 0; }

TEST(RoutineCounts, LabelsThatStandAnywhereAreNoise) {
  const RoutineCounts counts = CountsOf(WithNoiseTakenIn(), std::vector<float>(kLabels, 6));
  for (uint32_t label = 0; label < 8; ++label) EXPECT_TRUE(Has(counts, label)) << label;
  for (uint32_t label = 20; label < kLabels; ++label) EXPECT_FALSE(Has(counts, label)) << label;
}

TEST(RoutineCounts, AStepThatFewInstancesHaveInOnePlaceStays) {
  const RoutineCounts counts = CountsOf(WithNoiseTakenIn(), std::vector<float>(kLabels, 6));
  ASSERT_TRUE(Has(counts, 8));
  const uint32_t own = counts.own.at(8);
  EXPECT_EQ(counts.with[own], 20);
  EXPECT_EQ(counts.Follow(counts.own.at(3), own), 20);
}

TEST(RoutineCounts, WhatStandsAroundNoiseFollowsEachOther) {
  const RoutineCounts counts = CountsOf(WithNoiseTakenIn(), std::vector<float>(kLabels, 6));
  EXPECT_EQ(counts.Follow(counts.own.at(6), counts.own.at(7)), 80);
  EXPECT_EQ(counts.start[counts.own.at(0)], 80);
  EXPECT_EQ(counts.end[counts.own.at(7)], 80);
  EXPECT_EQ(counts.instances, 80);
}

// Where noise hardly ever has a label, the label is worth its place in the graph.
TEST(RoutineCounts, WhatNoiseNeverHasStays) {
  const RoutineCounts counts = CountsOf(WithNoiseTakenIn(), std::vector<float>(kLabels, 1000));
  EXPECT_GT(counts.labels.size(), 40U);
}

TEST(RoutineCounts, TwoLabelsAreLeftAtLeast) {
  Example e;
  e.log.labels.resize(2);
  for (uint32_t i = 0; i < 2; ++i) {
    Step step;
    step.label = i;
    e.log.steps.push_back(step);
  }
  e.pieces = {{0, 1}};
  EXPECT_EQ(CountsOf(e, {0, 0}).labels.size(), 2U);
}

}  // namespace
}  // namespace adit
