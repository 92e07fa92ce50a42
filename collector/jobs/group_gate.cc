#include "collector/jobs/group_gate.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace adit {
namespace {

using Edge = std::pair<uint32_t, uint32_t>;

struct PeopleOf {
  std::vector<std::set<uint32_t>> variants;
  std::map<Edge, std::set<uint32_t>> edges;
};

PeopleOf CountPeople(const Discovery& discovery, const Routine& routine) {
  PeopleOf people;
  people.variants.resize(routine.variants.size());
  for (const Instance& instance : discovery.instances) {
    if (instance.routine != routine.id || instance.variant >= people.variants.size()) continue;
    people.variants[instance.variant].insert(instance.user);
    uint32_t previous = kNoActivity;
    for (const uint32_t activity : routine.variants[instance.variant].activities) {
      people.edges[{previous, activity}].insert(instance.user);
      previous = activity;
    }
    people.edges[{previous, kNoActivity}].insert(instance.user);
  }
  return people;
}

}  // namespace

GroupGate::Gated GroupGate::Apply(const Discovery& discovery, const Routine& routine) const {
  Gated gated;
  gated.publish = MayPublish(routine.users);
  if (!gated.publish) return gated;
  gated.routine = routine;
  const PeopleOf people = CountPeople(discovery, routine);
  gated.routine.variants.clear();
  std::set<uint32_t> shown;
  for (size_t i = 0; i < routine.variants.size(); ++i) {
    if (MayPublish(static_cast<uint32_t>(people.variants[i].size()))) {
      gated.routine.variants.push_back(routine.variants[i]);
    } else {
      ++gated.hidden_variants;
      gated.hidden_instances += routine.variants[i].count;
    }
  }
  std::erase_if(gated.routine.graph, [&](const FollowsEdge& edge) {
    const auto found = people.edges.find({edge.from, edge.to});
    return found == people.edges.end() || !MayPublish(static_cast<uint32_t>(found->second.size()));
  });
  for (const FollowsEdge& edge : gated.routine.graph) {
    shown.insert(edge.from);
    shown.insert(edge.to);
  }
  const auto hidden = [&](uint32_t activity) { return !shown.contains(activity); };
  std::erase_if(gated.routine.activities, hidden);
  std::erase_if(gated.routine.transfers, [&](const DataTransfer& transfer) {
    return hidden(transfer.from) || hidden(transfer.to) || transfer.count < min_people_;
  });
  // The most common variant may be one person's habit.
  if (std::any_of(routine.main_path.begin(), routine.main_path.end(), hidden)) {
    gated.routine.main_path = gated.routine.variants.empty()
                                  ? std::vector<uint32_t>()
                                  : gated.routine.variants.front().activities;
  }
  return gated;
}

}  // namespace adit
