#include "collector/jobs/result_documents.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace adit {
namespace {

using nlohmann::json;

// Six people; `marked` of them had an instance with repeated steps.
json Detail(uint32_t marked) {
  Discovery discovery;
  Routine routine;
  routine.users = 6;
  for (uint32_t user = 0; user < 6; ++user) {
    for (int i = 0; i < 3; ++i) {
      Instance instance;
      instance.user = user;
      instance.rework = user < marked && i == 0;
      discovery.instances.push_back(instance);
      ++routine.instances;
    }
  }
  GroupGate::Gated gated;
  gated.routine = routine;
  gated.min_people = 5;
  discovery.routines.push_back(routine);
  RoadmapEntry entry;
  entry.saved_low = 1;
  entry.saved_high = 3;
  return json::parse(RoutineDetailJson(discovery, gated, entry, 1));
}

TEST(ResultDocuments, WhatStandsOutIsCountedWhereEnoughPeopleHadIt) {
  EXPECT_EQ(Detail(5)["anomalies"]["rework"], 5);
  EXPECT_TRUE(Detail(4)["anomalies"]["rework"].is_null());
  EXPECT_EQ(Detail(0)["anomalies"]["rework"], 0);
  EXPECT_EQ(Detail(5)["anomalies"]["slow"], 0);
}

TEST(ResultDocuments, ASavingHasItsRange) {
  EXPECT_EQ(Detail(0)["saved_low"], 1);
  EXPECT_EQ(Detail(0)["saved_high"], 3);
}

}  // namespace
}  // namespace adit
