#include "collector/discovery/review_list.h"

#include <gtest/gtest.h>

#include <numeric>

namespace adit {
namespace {

// Routines of the given numbers of different steps, two instances of one event each, three counted.
Discovery Of(const std::vector<uint32_t>& steps) {
  Discovery out;
  for (uint32_t a = 0; a < 40; ++a) {
    Activity activity;
    activity.app = a % 2 == 0 ? "Mail" : "ERP";
    out.activities.push_back(activity);
  }
  for (uint32_t r = 0; r < steps.size(); ++r) {
    Routine routine;
    routine.id = r;
    routine.instances = 3;
    routine.total_duration_s = r;
    Variant variant;
    variant.activities.resize(steps[r]);
    std::iota(variant.activities.begin(), variant.activities.end(), 0U);
    variant.count = 3;
    routine.variants.push_back(variant);
    out.routines.push_back(routine);
    Instance instance;
    instance.routine = r;
    instance.events = {r};
    out.event_instance.push_back(static_cast<uint32_t>(out.instances.size()));
    out.instances.push_back(instance);
  }
  return out;
}

TEST(ReviewList, SlightRepeatsBesideWeightyOnesAreSetAside) {
  Discovery discovery = Of({20, 3, 12, 2});
  MoveToReview(discovery);
  ASSERT_EQ(discovery.routines.size(), 2U);
  EXPECT_EQ(discovery.routines[1].id, 1U);
  EXPECT_EQ(discovery.routines[1].variants[0].activities.size(), 12U);
  ASSERT_EQ(discovery.review.size(), 2U);
  // The one that takes more time is asked about first.
  EXPECT_EQ(discovery.review[0].variants[0].activities.size(), 2U);
  ASSERT_EQ(discovery.instances.size(), 2U);
  EXPECT_EQ(discovery.instances[1].routine, 1U);
  EXPECT_EQ(discovery.event_instance, (std::vector<uint32_t>{0, kNoInstance, 1, kNoInstance}));
}

TEST(ReviewList, ALogOfShortRoutinesKeepsThemAll) {
  Discovery discovery = Of({4, 2, 3});
  MoveToReview(discovery);
  EXPECT_EQ(discovery.routines.size(), 3U);
  EXPECT_TRUE(discovery.review.empty());
}

TEST(ReviewList, TwoScreensThatTakeTurnsBesideRealWorkAreSetAside) {
  Discovery discovery = Of({9, 2, 3});
  MoveToReview(discovery);
  EXPECT_EQ(discovery.routines.size(), 2U);
  ASSERT_EQ(discovery.review.size(), 1U);
  EXPECT_EQ(discovery.review[0].variants[0].activities.size(), 2U);
}

TEST(ReviewList, ContentCarriedBetweenApplicationsIsWorthRanking) {
  Discovery discovery = Of({20, 3});
  discovery.routines[1].transfers.push_back({0, 1, 2});
  MoveToReview(discovery);
  EXPECT_EQ(discovery.routines.size(), 2U);
}

}  // namespace
}  // namespace adit
