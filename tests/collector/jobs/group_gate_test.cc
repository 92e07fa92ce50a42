#include "collector/jobs/group_gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "common/base/random.h"

namespace adit {
namespace {

// A routine whose variants are done by random people.
Discovery RandomDiscovery(SeededRandom& random) {
  Discovery discovery;
  discovery.activities.resize(8);
  for (size_t a = 0; a < 8; ++a) {
    discovery.activities[a].app = std::string(1, static_cast<char>('A' + a));
  }
  Routine routine;
  routine.id = 0;
  std::set<uint32_t> people;
  const auto variants = 1 + random.Below(6);
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> edges;
  for (uint32_t v = 0; v < variants; ++v) {
    Variant variant;
    for (uint64_t steps = 1 + random.Below(5); steps > 0; --steps) {
      variant.activities.push_back(static_cast<uint32_t>(random.Below(8)));
    }
    for (uint64_t n = 1 + random.Below(12); n > 0; --n) {
      Instance instance;
      instance.variant = v;
      instance.user = static_cast<uint32_t>(random.Below(9));
      people.insert(instance.user);
      discovery.instances.push_back(instance);
      ++variant.count;
      uint32_t previous = kNoActivity;
      for (const uint32_t activity : variant.activities) {
        ++edges[{previous, activity}];
        previous = activity;
      }
      ++edges[{previous, kNoActivity}];
    }
    routine.variants.push_back(variant);
  }
  for (const auto& [edge, count] : edges) {
    FollowsEdge follows;
    follows.from = edge.first;
    follows.to = edge.second;
    follows.count = count;
    routine.graph.push_back(follows);
  }
  std::stable_sort(routine.graph.begin(), routine.graph.end(),
                   [](const FollowsEdge& a, const FollowsEdge& b) { return a.count > b.count; });
  for (uint32_t a = 0; a < 8; ++a) {
    routine.activities.push_back(a);
    routine.apps.push_back(discovery.activities[a].app);
    routine.transfers.push_back({a, (a + 1) % 8, random.Below(10)});
  }
  routine.main_path = routine.variants.front().activities;
  routine.users = static_cast<uint32_t>(people.size());
  discovery.routines.push_back(routine);
  return discovery;
}

std::set<uint32_t> PeopleWhoWalk(const Discovery& discovery, const std::vector<uint32_t>& path) {
  std::set<uint32_t> people;
  for (const Instance& instance : discovery.instances) {
    if (discovery.routines[0].variants[instance.variant].activities == path)
      people.insert(instance.user);
  }
  return people;
}

std::set<uint32_t> PeopleOnEdge(const Discovery& discovery, uint32_t from, uint32_t to) {
  std::set<uint32_t> people;
  for (const Instance& instance : discovery.instances) {
    std::vector<uint32_t> path = discovery.routines[0].variants[instance.variant].activities;
    path.insert(path.begin(), kNoActivity);
    path.push_back(kNoActivity);
    for (size_t i = 1; i < path.size(); ++i) {
      if (path[i - 1] == from && path[i] == to) people.insert(instance.user);
    }
  }
  return people;
}

std::set<uint32_t> PeopleWhoCopy(const Discovery& discovery, const DataTransfer& transfer) {
  std::set<uint32_t> people;
  for (const Instance& instance : discovery.instances) {
    bool copied = false;
    for (const uint32_t activity : discovery.routines[0].variants[instance.variant].activities) {
      copied = copied || activity == transfer.from;
      if (copied && activity == transfer.to) people.insert(instance.user);
    }
  }
  return people;
}

std::set<uint32_t> PeopleIn(const Discovery& discovery, const std::string& app) {
  std::set<uint32_t> people;
  for (const Instance& instance : discovery.instances) {
    for (const uint32_t a : discovery.routines[0].variants[instance.variant].activities) {
      if (discovery.activities[a].app == app) people.insert(instance.user);
    }
  }
  return people;
}

TEST(GroupGate, NothingShownRestsOnFewerPeople) {
  SeededRandom random(12);
  for (int round = 0; round < 400; ++round) {
    const Discovery discovery = RandomDiscovery(random);
    const Routine& routine = discovery.routines[0];
    const auto k = static_cast<uint32_t>(1 + random.Below(7));
    const GroupGate::Gated gated = GroupGate(k).Apply(discovery, routine);
    EXPECT_EQ(gated.publish, routine.users >= k);
    if (!gated.publish) continue;
    EXPECT_EQ(gated.routine.variants.size() + gated.hidden_variants, routine.variants.size());
    uint64_t instances = gated.hidden_instances;
    std::set<uint32_t> on_edges;
    for (const Variant& variant : gated.routine.variants) {
      EXPECT_GE(PeopleWhoWalk(discovery, variant.activities).size(), k);
      instances += variant.count;
    }
    EXPECT_EQ(instances, discovery.instances.size());
    for (const FollowsEdge& edge : gated.routine.graph) {
      EXPECT_GE(PeopleOnEdge(discovery, edge.from, edge.to).size(), k);
      on_edges.insert(edge.from);
      on_edges.insert(edge.to);
    }
    for (const uint32_t activity : gated.routine.activities)
      EXPECT_TRUE(on_edges.contains(activity));
    if (!gated.routine.variants.empty()) {
      EXPECT_GE(PeopleWhoWalk(discovery, gated.routine.main_path).size(), k);
    }
    uint32_t previous = kNoActivity;
    for (const uint32_t activity : gated.routine.main_path) {
      EXPECT_GE(PeopleOnEdge(discovery, previous, activity).size(), k);
      previous = activity;
    }
    for (const DataTransfer& transfer : gated.routine.transfers) {
      EXPECT_TRUE(on_edges.contains(transfer.from) && on_edges.contains(transfer.to));
      EXPECT_GE(PeopleWhoCopy(discovery, transfer).size(), k);
    }
    for (const std::string& app : gated.routine.apps) EXPECT_GE(PeopleIn(discovery, app).size(), k);
  }
}

TEST(GroupGate, TheMostCommonPathOfOnePersonIsNotShown) {
  // One person does it 50 times with a detour; five others do it straight, once each.
  Discovery discovery;
  discovery.activities.resize(4);
  discovery.activities[2].element = "detour";
  Routine routine;
  routine.variants = {{.activities = {0, 1, 2, 3}, .count = 50}, {.activities = {0, 1, 3}, .count = 5}};
  routine.main_path = routine.variants[0].activities;
  routine.name = "all the way to the detour";
  routine.users = 6;
  for (uint32_t i = 0; i < 55; ++i) {
    Instance instance;
    instance.variant = i < 50 ? 0 : 1;
    instance.user = i < 50 ? 9 : i;
    discovery.instances.push_back(instance);
  }
  discovery.routines.push_back(routine);
  const GroupGate::Gated gated = GroupGate(5).Apply(discovery, routine);
  ASSERT_TRUE(gated.publish);
  EXPECT_EQ(gated.routine.main_path, (std::vector<uint32_t>{0, 1, 3}));
  EXPECT_NE(gated.routine.name, routine.name);
}

// Six people take work over from a step of the other routine that one person alone has.
TEST(GroupGate, HandoversOfFewPeopleOrFromStepsOfFewAreNotShown) {
  Discovery discovery;
  discovery.activities.resize(4);
  for (uint32_t r = 0; r < 2; ++r) {
    Routine routine;
    routine.id = r;
    routine.users = 6;
    routine.activities = r == 0 ? std::vector<uint32_t>{0, 1} : std::vector<uint32_t>{2};
    routine.variants = {{.activities = {r == 0 ? 0U : 2U}, .count = 6}};
    if (r == 0) routine.variants.push_back({.activities = {1}, .count = 1});
    for (const Variant& variant : routine.variants) {
      const uint32_t step = variant.activities[0];
      routine.graph.push_back({.from = kNoActivity, .to = step, .count = variant.count});
      routine.graph.push_back({.from = step, .to = kNoActivity, .count = variant.count});
    }
    for (uint32_t i = 0; i < (r == 0 ? 7U : 6U); ++i) {
      Instance instance;
      instance.routine = r;
      instance.variant = i == 6 ? 1 : 0;
      instance.user = i % 6;
      discovery.instances.push_back(instance);
    }
    discovery.routines.push_back(routine);
  }
  Routine& taking = discovery.routines[1];
  taking.handover_users = 6;
  taking.handed_over = {{0, 0, 2, 9, 6, 60}, {0, 1, 2, 8, 6, 60}, {0, 0, 2, 7, 4, 60}};
  const GroupGate gate(5);
  std::vector<GroupGate::Gated> published = {gate.Apply(discovery, discovery.routines[0]),
                                             gate.Apply(discovery, taking)};
  EXPECT_EQ(published[1].routine.handed_over.size(), 2U);
  GroupGate::DropHandoversOfUnseenSteps(published);
  ASSERT_EQ(published[1].routine.handed_over.size(), 1U);
  EXPECT_EQ(published[1].routine.handed_over[0].count, 9U);
  // The other routine is not published at all.
  published = {gate.Apply(discovery, taking)};
  GroupGate::DropHandoversOfUnseenSteps(published);
  EXPECT_TRUE(published[0].routine.handed_over.empty());
}

TEST(GroupGate, TheStricterOfSettingAndPolicyCounts) {
  GroupGate gate(5);
  EXPECT_EQ(gate.min_people(), 5u);
  gate.SetPolicyMinimum(8);
  EXPECT_FALSE(gate.MayPublish(7));
  gate.SetPolicyMinimum(2);
  EXPECT_FALSE(gate.MayPublish(4));
  EXPECT_TRUE(gate.MayPublish(5));
}

TEST(GroupGate, WithOnePersonEverythingIsShown) {
  SeededRandom random(3);
  const Discovery discovery = RandomDiscovery(random);
  const GroupGate::Gated gated = GroupGate(1).Apply(discovery, discovery.routines[0]);
  EXPECT_EQ(gated.hidden_variants, 0u);
  EXPECT_EQ(gated.routine.graph.size(), discovery.routines[0].graph.size());
}

}  // namespace
}  // namespace adit
