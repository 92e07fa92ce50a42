#include "collector/opportunity/roadmap.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

// The worked example of docs/formats/roadmap.md.
Discovery Example() {
  Discovery d;
  d.days = 21;
  Routine r;
  r.activities = {0, 1, 2, 3};
  r.apps = {"Mail", "ERP"};
  r.instances = 200;
  r.events = 800;
  r.users = 5;
  r.determinism = 0.9;
  r.exception_share = 0.1;
  r.stability = 1;
  r.structured_share = 0.8;
  r.confidence = 0.95;
  r.graph = {{0, 1, 200}, {1, 2, 180}, {1, 3, 20}, {2, 3, 180}};
  for (int i = 0; i < 200; ++i) {
    Instance instance;
    instance.duration_s = 360;
    d.instances.push_back(instance);
  }
  d.routines.push_back(r);
  return d;
}

TEST(Roadmap, TheWorkedExampleOfTheDocumentIsRight) {
  const Roadmap roadmap = BuildRoadmap(Example(), {});
  ASSERT_EQ(roadmap.entries.size(), 1U);
  const RoadmapEntry& e = roadmap.entries[0];
  EXPECT_NEAR(e.hours_per_month, 20.0, 1e-9);
  EXPECT_NEAR(e.hours_low, 17.674, 0.001);
  EXPECT_NEAR(e.hours_high, 22.326, 0.001);
  EXPECT_NEAR(e.automatable_share, 0.665, 1e-9);
  EXPECT_NEAR(e.build_hours, 39.0, 1e-9);
  EXPECT_NEAR(e.maintenance_hours_per_month, 0.65, 1e-9);
  EXPECT_NEAR(e.saved_hours_per_month, 11.32, 1e-9);
  EXPECT_NEAR(e.payback_months, 3.445, 0.001);
  EXPECT_NEAR(e.score, 94.5, 0.001);
}

TEST(Roadmap, ThePartsAddUpToTheScore) {
  const Roadmap roadmap = BuildRoadmap(Example(), {});
  double sum = 0;
  double weights = 0;
  for (const ScorePart& part : roadmap.entries[0].parts) sum += part.points, weights += part.weight;
  EXPECT_NEAR(sum, roadmap.entries[0].score, 1e-9);
  EXPECT_NEAR(weights, 100, 1e-9);
}

TEST(Roadmap, WithoutTimesStepsAreTakenAtTheAssumedLength) {
  Discovery d = Example();
  for (Instance& instance : d.instances) instance.duration_s = kUnknownDuration;
  const Roadmap roadmap = BuildRoadmap(d, {});
  EXPECT_TRUE(roadmap.entries[0].times_assumed);
  EXPECT_NEAR(roadmap.entries[0].hours_per_month, 200 * 4 * 4.0 / 3600, 1e-9);
}

TEST(Roadmap, WhatNeverPaysBackSaysSo) {
  Discovery d = Example();
  d.instances.resize(1);
  d.routines[0].instances = 1;
  const Roadmap roadmap = BuildRoadmap(d, {});
  EXPECT_LT(roadmap.entries[0].saved_hours_per_month, 0);
  EXPECT_EQ(roadmap.entries[0].payback_months, -1);
}

}  // namespace
}  // namespace adit
