#include "collector/discovery/handovers.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

// Instances of one step each, every step with a value.
struct Fixture {
  EventLog log;
  Discovery discovery;

  Fixture() {
    discovery.activities.resize(4);
    discovery.routines.resize(2);
  }
  void Add(uint32_t routine, uint32_t user, uint32_t activity, uint32_t value, int64_t second) {
    LogEvent event;
    event.user = user;
    event.value = value;
    event.time_us = second * 1'000'000;
    Instance instance;
    instance.routine = routine;
    instance.user = user;
    instance.start_us = event.time_us;
    instance.events = {static_cast<uint32_t>(log.events.size())};
    log.events.push_back(event);
    discovery.event_activity.push_back(activity);
    discovery.instances.push_back(instance);
  }
};

TEST(Handovers, GoFromTheStepOfOnePersonToThatOfAnother) {
  Fixture f;
  f.Add(0, 1, 2, 77, 0);
  f.Add(1, 2, 3, 77, 60);
  f.Add(0, 1, 2, 78, 100);
  f.Add(1, 3, 3, 78, 220);
  FindHandovers(f.log, f.discovery);
  EXPECT_EQ(f.discovery.routines[0].handovers, 0U);
  const Routine& taking = f.discovery.routines[1];
  EXPECT_EQ(taking.handovers, 2U);
  EXPECT_EQ(taking.handover_users, 3U);
  ASSERT_EQ(taking.handed_over.size(), 1U);
  EXPECT_EQ(taking.handed_over[0].from_routine, 0U);
  EXPECT_EQ(taking.handed_over[0].from, 2U);
  EXPECT_EQ(taking.handed_over[0].to, 3U);
  EXPECT_EQ(taking.handed_over[0].count, 2U);
  EXPECT_EQ(taking.handed_over[0].users, 3U);
  EXPECT_EQ(taking.handed_over[0].median_wait_s, 120);
}

TEST(Handovers, OnesOwnWorkIsNotHandedOver) {
  Fixture f;
  f.Add(0, 1, 2, 77, 0);
  f.Add(1, 1, 3, 77, 60);
  FindHandovers(f.log, f.discovery);
  EXPECT_EQ(f.discovery.routines[1].handovers, 0U);
  EXPECT_TRUE(f.discovery.routines[1].handed_over.empty());
}

TEST(Handovers, WhatManyInstancesShareHandsNothingOver) {
  Fixture f;
  for (uint32_t user = 1; user <= 40; ++user) f.Add(0, user, 2, 77, user);
  FindHandovers(f.log, f.discovery);
  EXPECT_LT(f.discovery.routines[0].handovers, 6U);
}

}  // namespace
}  // namespace adit
