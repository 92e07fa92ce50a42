#include "collector/discovery/routine_search.h"

#include <gtest/gtest.h>

#include <numeric>

#include "collector/discovery/routine_cost.h"

namespace adit {
namespace {

// One person's session of the given labels.
StepLog LogOf(const std::vector<uint32_t>& labels, uint32_t distinct) {
  StepLog log;
  log.labels.resize(distinct);
  for (const uint32_t label : labels) {
    Step step;
    step.label = label;
    step.first_event = static_cast<uint32_t>(log.steps.size());
    log.steps.push_back(step);
  }
  log.sessions.push_back({1, 0, static_cast<uint32_t>(labels.size())});
  return log;
}

StepModel ModelFor(const StepLog& log, const Assignment& assignment) {
  return EstimateModel(log, {0}, assignment, {}, {});
}

// `body` 40 times, cut into pieces of the given lengths; other work (labels from 20 on) in between.
struct Example {
  StepLog log;
  Assignment assignment;
};

Example Cut(const std::vector<uint32_t>& body, const std::vector<size_t>& lengths) {
  Example out;
  std::vector<uint32_t> labels;
  for (uint32_t i = 0; i < 40; ++i) {
    uint32_t routine = 0;
    size_t at = 0;
    for (const size_t length : lengths) {
      Piece piece(length);
      std::iota(piece.begin(), piece.end(), static_cast<uint32_t>(labels.size() + at));
      out.assignment.pieces.push_back(piece);
      out.assignment.routine.push_back(routine++);
      at += length;
    }
    labels.insert(labels.end(), body.begin(), body.end());
    for (uint32_t k = 0; k < 1 + i % 3; ++k) labels.push_back(20 + (i * 7 + k * 3) % 10);
  }
  out.log = LogOf(labels, 30);
  return out;
}

TEST(RoutineSearch, PiecesThatAlwaysFollowEachOtherBecomeOneInstance) {
  Example e = Cut({0, 1, 2, 3, 4, 5, 6, 7, 8}, {3, 4, 2});
  const double saved = SearchRoutines(e.log, ModelFor(e.log, e.assignment), {}, e.assignment);
  EXPECT_GT(saved, 0);
  ASSERT_EQ(e.assignment.pieces.size(), 40U);
  for (const Piece& piece : e.assignment.pieces) EXPECT_EQ(piece.size(), 9U);
}

TEST(RoutineSearch, WhatFollowsByChanceStaysApart) {
  Example e;
  std::vector<uint32_t> labels;
  uint32_t state = 5;
  for (uint32_t i = 0; i < 120; ++i) {
    state = state * 1103515245U + 12345U;
    const uint32_t routine = (state >> 16) % 3;
    Piece piece(5);
    std::iota(piece.begin(), piece.end(), static_cast<uint32_t>(labels.size()));
    for (uint32_t k = 0; k < 5; ++k) labels.push_back(routine * 5 + k);
    e.assignment.pieces.push_back(piece);
    e.assignment.routine.push_back(routine);
  }
  e.log = LogOf(labels, 30);
  SearchRoutines(e.log, ModelFor(e.log, e.assignment), {}, e.assignment);
  EXPECT_EQ(e.assignment.pieces.size(), 120U);
}

TEST(RoutineSearch, TwoRoutinesWithoutACommonStepAreTakenApart) {
  Example e = Cut({0, 1, 2, 3, 4, 5, 6, 7, 8}, {5, 4});
  for (uint32_t& routine : e.assignment.routine) routine = 0;
  // The halves must not be neighbours: every other one is left out.
  Assignment some;
  for (size_t p = 0; p < e.assignment.pieces.size(); ++p) {
    if ((p / 2 + p) % 2 == 0)
      some.pieces.push_back(e.assignment.pieces[p]), some.routine.push_back(0);
  }
  SearchRoutines(e.log, ModelFor(e.log, some), {}, some);
  for (size_t p = 0; p < some.pieces.size(); ++p) {
    for (size_t q = 0; q < some.pieces.size(); ++q) {
      EXPECT_EQ(some.routine[p] == some.routine[q], some.pieces[p].size() == some.pieces[q].size());
    }
  }
}

}  // namespace
}  // namespace adit
