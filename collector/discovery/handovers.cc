#include "collector/discovery/handovers.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace adit {
namespace {

// Values in more instances than this are codes or fixed texts.
constexpr uint32_t kCommon = 6;
constexpr size_t kMaxWaitsKept = 2000;  // a pair of steps; enough for its median
constexpr size_t kMaxHandovers = 64;    // a routine

// Where a value was met last.
struct Use {
  uint32_t user = 0;
  uint32_t routine = 0;
  uint32_t activity = 0;
  int64_t time_us = kNoTime;
  uint32_t instances = 0;
  uint32_t last_instance = kNoInstance;
};

struct Counts {
  uint64_t count = 0;
  std::set<uint32_t> users;
  std::vector<double> waits;
};

using Pair = std::tuple<uint32_t, uint32_t, uint32_t>;  // routine and activity, to activity

struct OfRoutine {
  std::map<Pair, Counts> pairs;
  std::set<uint32_t> users;
};

double MedianOf(std::vector<double>& values) {
  if (values.empty()) return kUnknownDuration;
  const auto at = static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<size_t>(at)];
}

// What one instance takes over; then its own values are what the next ones may take over.
void Walk(const EventLog& log, uint32_t number, std::unordered_map<uint32_t, Use>& uses,
          std::vector<OfRoutine>& routines, Discovery& discovery) {
  const Instance& instance = discovery.instances[number];
  OfRoutine& own = routines[instance.routine];
  std::set<Pair> here;
  for (const uint32_t event : instance.events) {
    const LogEvent& now = log.events[event];
    if (now.value == 0) continue;
    const uint32_t activity = discovery.event_activity[event];
    Use& use = uses[now.value];
    const bool first_here = use.last_instance != number;
    if (first_here && use.instances > 0 && use.instances < kCommon && use.user != instance.user) {
      const Pair pair{use.routine, use.activity, activity};
      Counts& counts = own.pairs[pair];
      counts.users.insert({use.user, instance.user});
      own.users.insert({use.user, instance.user});
      if (here.insert(pair).second) {
        ++counts.count;
        if (use.time_us != kNoTime && now.time_us >= use.time_us &&
            counts.waits.size() < kMaxWaitsKept)
          counts.waits.push_back(static_cast<double>(now.time_us - use.time_us) * 1e-6);
      }
    }
    use.user = instance.user;
    use.routine = instance.routine;
    use.activity = activity;
    use.time_us = now.time_us;
    use.instances += first_here ? 1 : 0;
    use.last_instance = number;
  }
  if (!here.empty()) ++discovery.routines[instance.routine].handovers;
}

}  // namespace

void FindHandovers(const EventLog& log, Discovery& discovery) {
  std::unordered_map<uint32_t, Use> uses;
  std::vector<uint32_t> order(discovery.instances.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return discovery.instances[a].start_us < discovery.instances[b].start_us;
  });
  std::vector<OfRoutine> routines(discovery.routines.size());
  for (const uint32_t i : order) Walk(log, i, uses, routines, discovery);
  for (size_t r = 0; r < routines.size(); ++r) {
    Routine& routine = discovery.routines[r];
    routine.handover_users = static_cast<uint32_t>(routines[r].users.size());
    for (auto& [pair, counts] : routines[r].pairs) {
      const auto& [from_routine, from, to] = pair;
      routine.handed_over.push_back({from_routine, from, to, counts.count,
                                     static_cast<uint32_t>(counts.users.size()),
                                     MedianOf(counts.waits)});
    }
    std::stable_sort(routine.handed_over.begin(), routine.handed_over.end(),
                     [](const Handover& a, const Handover& b) { return a.count > b.count; });
    if (routine.handed_over.size() > kMaxHandovers) routine.handed_over.resize(kMaxHandovers);
  }
}

}  // namespace adit
