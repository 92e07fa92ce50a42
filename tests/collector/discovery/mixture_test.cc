#include "collector/discovery/mixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "collector/discovery/step_model.h"

namespace adit {
namespace {

struct Instances {
  StepLog log;
  std::vector<Piece> pieces;
};

void Add(const std::vector<uint32_t>& labels, Instances& to) {
  Piece piece;
  for (const uint32_t label : labels) {
    Step step;
    step.label = label;
    piece.push_back(static_cast<uint32_t>(to.log.steps.size()));
    to.log.steps.push_back(step);
  }
  to.pieces.push_back(std::move(piece));
}

std::vector<const Piece*> Pointers(const Instances& instances) {
  std::vector<const Piece*> out;
  for (const Piece& piece : instances.pieces) out.push_back(&piece);
  return out;
}

// The same steps in two orders, each with a step left out here and there.
TEST(Mixture, KindsOfTheSameStepsAreToldApartByTheirOrder) {
  Instances instances;
  instances.log.labels.resize(6);
  std::mt19937 engine(5);
  for (uint32_t i = 0; i < 60; ++i) {
    std::vector<uint32_t> labels = i % 2 == 0 ? std::vector<uint32_t>{0, 1, 2, 3, 4, 5}
                                              : std::vector<uint32_t>{0, 4, 2, 1, 3, 5};
    if (engine() % 3 == 0) labels.erase(labels.begin() + 1 + static_cast<int>(engine() % 4));
    Add(labels, instances);
  }
  // A third begins on the wrong side.
  std::vector<bool> first;
  for (uint32_t i = 0; i < 60; ++i) first.push_back((i % 2 == 0) != (i % 6 == 0));
  const std::vector<bool> kinds = SeparateMixture(instances.log, Pointers(instances), first);
  for (uint32_t i = 0; i < 60; ++i) EXPECT_EQ(kinds[i], i % 2 == 0) << i;
}

TEST(Mixture, OneKindHasNoOtherToGoTo) {
  Instances instances;
  instances.log.labels.resize(3);
  for (int i = 0; i < 10; ++i) Add({0, 1, 2}, instances);
  std::vector<bool> first(10, true);
  first[3] = false;
  const std::vector<bool> kinds = SeparateMixture(instances.log, Pointers(instances), first);
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), false), 0);
}

// A B A B A C: what follows A the first time is not what follows it later.
TEST(StepModel, AStepMetAgainIsAPlaceOfItsOwn) {
  Instances instances;
  instances.log.labels.resize(4);
  Assignment assignment;
  for (int i = 0; i < 40; ++i) Add({0, 1, 0, 2, 3}, instances);
  assignment.pieces = instances.pieces;
  assignment.routine.assign(40, 0);
  instances.log.sessions.push_back({1, 0, static_cast<uint32_t>(instances.log.steps.size())});
  const StepModel model = EstimateModel(instances.log, {0}, assignment, {}, {});
  ASSERT_EQ(model.routines.size(), 1U);
  const RoutineModel& routine = model.routines[0];
  const auto own = [&](uint32_t label) {
    const auto at = std::find(routine.labels.begin(), routine.labels.end(), label);
    return static_cast<uint32_t>(at - routine.labels.begin());
  };
  const auto labels = static_cast<uint32_t>(routine.labels.size());
  EXPECT_LT(routine.Follow(own(0), own(1)), 0.2F);
  EXPECT_GT(routine.Follow(own(0), own(2)), 3.0F);
  EXPECT_LT(routine.Follow(own(0) + labels, own(2)), 0.2F);
  EXPECT_GT(routine.Follow(own(0) + labels, own(1)), 3.0F);
}

}  // namespace
}  // namespace adit
