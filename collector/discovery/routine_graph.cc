#include "collector/discovery/routine_graph.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace adit {
namespace {

constexpr size_t kMaxPausesKept = 2000;  // an edge; enough for its quantiles
constexpr size_t kMaxTransfers = 64;

struct EdgeCounts {
  uint64_t count = 0;
  std::vector<double> pauses;
};

double QuantileOf(std::vector<double>& values, double q) {
  if (values.empty()) return kUnknownDuration;
  const auto at = static_cast<ptrdiff_t>(q * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<size_t>(at)];
}

// Where a value met before is met again on another element: copied, or typed off.
void CountTransfers(const EventLog& log, const Instance& instance, const Discovery& discovery,
                    std::map<std::pair<uint32_t, uint32_t>, uint64_t>& transfers) {
  std::unordered_map<uint32_t, uint32_t> met;  // value to activity
  std::set<std::pair<uint32_t, uint32_t>> here;
  for (const uint32_t event : instance.events) {
    const uint32_t value = log.events[event].value;
    if (value == 0) continue;
    const uint32_t activity = discovery.event_activity[event];
    const auto [found, first] = met.try_emplace(value, activity);
    if (first) continue;
    const Activity& a = discovery.activities[found->second];
    const Activity& b = discovery.activities[activity];
    if (a.app != b.app || a.element != b.element || a.window != b.window)
      here.insert({found->second, activity});
  }
  for (const auto& pair : here) ++transfers[pair];
}

}  // namespace

void FillGraph(const EventLog& log, const StepLog& steps, const std::vector<uint32_t>& members,
               const std::vector<std::vector<uint32_t>>& paths,
               const std::vector<const Piece*>& pieces, const Discovery& discovery,
               Routine& routine) {
  std::map<std::pair<uint32_t, uint32_t>, EdgeCounts> edges;
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> transfers;
  double values = 0;
  double all_events = 0;
  for (const uint32_t i : members) {
    const Instance& instance = discovery.instances[i];
    const auto& path = paths[i];
    ++edges[{kNoActivity, path.front()}].count;
    ++edges[{path.back(), kNoActivity}].count;
    for (const uint32_t event : instance.events)
      values += log.events[event].value != 0 ? 1 : 0, all_events += 1;
    for (size_t k = 0; k + 1 < path.size(); ++k) {
      EdgeCounts& edge = edges[{path[k], path[k + 1]}];
      ++edge.count;
      const int64_t from = steps.steps[(*pieces[i])[k]].time_us;
      const int64_t to = steps.steps[(*pieces[i])[k + 1]].time_us;
      if (from == kNoTime || to == kNoTime || edge.pauses.size() >= kMaxPausesKept) continue;
      edge.pauses.push_back(std::max(0.0, static_cast<double>(to - from) * 1e-6));
    }
    CountTransfers(log, instance, discovery, transfers);
  }
  std::map<uint32_t, uint64_t> best;
  uint64_t total = 0;
  for (auto& [ends, counts] : edges) {
    FollowsEdge edge;
    edge.from = ends.first;
    edge.to = ends.second;
    edge.count = counts.count;
    edge.median_s = QuantileOf(counts.pauses, 0.5);
    edge.p90_s = QuantileOf(counts.pauses, 0.9);
    edge.changes_app =
        ends.first != kNoActivity && ends.second != kNoActivity &&
        discovery.activities[ends.first].app != discovery.activities[ends.second].app;
    routine.graph.push_back(edge);
    best[ends.first] = std::max(best[ends.first], counts.count);
    total += counts.count;
  }
  uint64_t likely = 0;
  for (const auto& [from, count] : best) likely += count;
  routine.determinism = total == 0 ? 0 : static_cast<double>(likely) / static_cast<double>(total);
  routine.structured_share = all_events == 0 ? 0 : 1 - 0.5 * values / all_events;
  std::stable_sort(routine.graph.begin(), routine.graph.end(),
                   [](const FollowsEdge& a, const FollowsEdge& b) { return a.count > b.count; });
  for (const auto& [ends, count] : transfers) {
    if (count * 20 >= members.size()) routine.transfers.push_back({ends.first, ends.second, count});
  }
  std::stable_sort(routine.transfers.begin(), routine.transfers.end(),
                   [](const DataTransfer& a, const DataTransfer& b) { return a.count > b.count; });
  if (routine.transfers.size() > kMaxTransfers) routine.transfers.resize(kMaxTransfers);
}

}  // namespace adit
