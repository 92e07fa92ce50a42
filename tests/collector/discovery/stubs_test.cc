#include "collector/discovery/stubs.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace adit {
namespace {

// Instances of one routine that have the first so many of its steps each.
struct Example {
  StepLog log;
  Learnt learnt;
};

Example OfLengths(const std::vector<uint32_t>& lengths) {
  Example out;
  out.learnt.model.routines.resize(1);
  for (const uint32_t length : lengths) {
    Piece piece;
    for (uint32_t label = 0; label < length; ++label) {
      Step step;
      step.label = label;
      piece.push_back(static_cast<uint32_t>(out.log.steps.size()));
      out.log.steps.push_back(step);
    }
    out.learnt.assignment.pieces.push_back(std::move(piece));
    out.learnt.assignment.routine.push_back(0);
  }
  out.log.labels.resize(*std::max_element(lengths.begin(), lengths.end()));
  return out;
}

TEST(Stubs, BeginningsOfARoutineAreNoInstancesOfIt) {
  Example e = OfLengths({10, 3, 11, 9, 3, 3, 12, 10});
  TakeOutStubs(e.log, e.learnt);
  EXPECT_EQ(e.learnt.assignment.routine, (std::vector<uint32_t>{0, 1, 0, 0, 1, 1, 0, 0}));
  EXPECT_EQ(e.learnt.model.routines.size(), 2U);
}

TEST(Stubs, AShortFormWithSubstanceStays) {
  Example e = OfLengths({20, 21, 7, 7, 20, 7});
  TakeOutStubs(e.log, e.learnt);
  EXPECT_EQ(e.learnt.assignment.routine, std::vector<uint32_t>(6, 0));
}

// Passes of a loop add steps and no different ones.
TEST(Stubs, AnInstanceWithFewerPassesIsNoStub) {
  Example e = OfLengths({6, 6, 6});
  Piece long_loop = e.learnt.assignment.pieces[0];
  for (int pass = 0; pass < 9; ++pass)
    long_loop.insert(long_loop.end(), e.learnt.assignment.pieces[0].begin(),
                     e.learnt.assignment.pieces[0].end());
  e.learnt.assignment.pieces[0] = long_loop;
  TakeOutStubs(e.log, e.learnt);
  EXPECT_EQ(e.learnt.assignment.routine, std::vector<uint32_t>(3, 0));
}

TEST(Stubs, ARoutineOfShortInstancesStays) {
  Example e = OfLengths({3, 2, 3, 4, 3});
  TakeOutStubs(e.log, e.learnt);
  EXPECT_EQ(e.learnt.assignment.routine, std::vector<uint32_t>(5, 0));
}

TEST(Stubs, NothingFoundStaysNothing) {
  Example e = OfLengths({2});
  e.learnt = {};
  TakeOutStubs(e.log, e.learnt);
  EXPECT_TRUE(e.learnt.assignment.routine.empty());
}

}  // namespace
}  // namespace adit
