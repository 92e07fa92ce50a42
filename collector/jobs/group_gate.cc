#include "collector/jobs/group_gate.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "collector/discovery/routine_names.h"

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

// People in whose instances the copied step comes before the one it is used in.
uint32_t PeopleOfTransfer(const Discovery& discovery, const Routine& routine,
                          const DataTransfer& transfer) {
  std::set<uint32_t> people;
  for (const Instance& instance : discovery.instances) {
    if (instance.routine != routine.id || instance.variant >= routine.variants.size()) continue;
    const std::vector<uint32_t>& path = routine.variants[instance.variant].activities;
    const auto from = std::find(path.begin(), path.end(), transfer.from);
    if (from != path.end() && std::find(from, path.end(), transfer.to) != path.end())
      people.insert(instance.user);
  }
  return static_cast<uint32_t>(people.size());
}

// From start to end along the most frequent edge to a step not visited yet. `graph` is sorted by
// count.
std::vector<uint32_t> FrequentPath(const std::vector<FollowsEdge>& graph) {
  std::vector<uint32_t> path;
  for (uint32_t at = kNoActivity;;) {
    const auto next = std::find_if(graph.begin(), graph.end(), [&](const FollowsEdge& edge) {
      const bool visited = std::find(path.begin(), path.end(), edge.to) != path.end();
      return edge.from == at && !visited && (edge.to != kNoActivity || !path.empty());
    });
    if (next == graph.end() || next->to == kNoActivity) return path;
    at = next->to;
    path.push_back(at);
  }
}

}  // namespace

GroupGate::Gated GroupGate::Apply(const Discovery& discovery, const Routine& routine) const {
  Gated gated;
  gated.min_people = min_people();
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
  std::erase_if(gated.routine.apps, [&](const std::string& app) {
    return std::none_of(
        gated.routine.activities.begin(), gated.routine.activities.end(),
        [&](uint32_t activity) { return discovery.activities[activity].app == app; });
  });
  std::erase_if(gated.routine.transfers, [&](const DataTransfer& transfer) {
    return hidden(transfer.from) || hidden(transfer.to) ||
           !MayPublish(PeopleOfTransfer(discovery, routine, transfer));
  });
  // Work that few people hand to each other is theirs alone, also as a number.
  if (!MayPublish(gated.routine.handover_users)) gated.routine.handed_over.clear();
  std::erase_if(gated.routine.handed_over, [&](const Handover& handover) {
    return hidden(handover.to) || !MayPublish(handover.users);
  });
  gated.routine.main_path = gated.routine.variants.empty()
                                ? FrequentPath(gated.routine.graph)
                                : gated.routine.variants.front().activities;
  if (gated.routine.main_path != routine.main_path) {
    Routine named = gated.routine;
    // Where no way may be told, the steps still may: each is on a way of enough people.
    if (named.main_path.empty()) named.main_path = named.activities;
    gated.routine.name = RoutineName(discovery, named);
  }
  return gated;
}

void GroupGate::DropHandoversOfUnseenSteps(std::vector<Gated>& published) {
  std::map<uint32_t, std::set<uint32_t>> shown;  // by routine
  for (const Gated& gated : published) {
    shown[gated.routine.id].insert(gated.routine.activities.begin(),
                                   gated.routine.activities.end());
  }
  for (Gated& gated : published) {
    std::erase_if(gated.routine.handed_over, [&](const Handover& handover) {
      const auto found = shown.find(handover.from_routine);
      return found == shown.end() || !found->second.contains(handover.from);
    });
  }
}

}  // namespace adit
