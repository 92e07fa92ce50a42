#include "collector/discovery/routine_figures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "collector/discovery/handovers.h"
#include "collector/discovery/routine_graph.h"
#include "collector/discovery/routine_names.h"

namespace adit {
namespace {

constexpr double kNearlyNone = 0.05;  // of the instances
// Within an instance a longer pause is time in which something else was done.
constexpr int64_t kLongestWorkPauseUs = 5LL * 60 * 1'000'000;

void FillActivities(const StepLog& steps, Discovery& out) {
  for (const StepLabel& label : steps.labels) {
    Activity activity;
    activity.app = steps.texts.At(label.app);
    activity.window = steps.texts.At(label.window);
    activity.element = steps.texts.At(label.element);
    activity.action = steps.texts.At(label.action);
    activity.name = ActivityName(activity);
    out.activities.push_back(std::move(activity));
  }
  for (const uint32_t label : steps.event_label) ++out.activities[label].count;
}

// Time from the first to the last event without long pauses; the share of events of other work in
// between is taken out of the pauses they stand in.
double WorkSeconds(const EventLog& log, const std::vector<uint32_t>& events) {
  int64_t total = 0;
  bool any = false;
  for (size_t i = 0; i + 1 < events.size(); ++i) {
    const int64_t a = log.events[events[i]].time_us;
    const int64_t b = log.events[events[i + 1]].time_us;
    if (a == kNoTime || b == kNoTime) return kUnknownDuration;
    any = true;
    total += std::clamp<int64_t>(b - a, 0, kLongestWorkPauseUs);
  }
  return any ? static_cast<double>(total) * 1e-6 : 0.0;
}

double Quantile(std::vector<double> values, double q) {
  if (values.empty()) return kUnknownDuration;
  const auto at = static_cast<ptrdiff_t>(q * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<size_t>(at)];
}

void FillInstances(const EventLog& log, const StepLog& steps, const Learnt& learnt, Discovery& out,
                   std::vector<std::vector<uint32_t>>& paths, std::vector<const Piece*>& pieces) {
  const Assignment& found = learnt.assignment;
  std::vector<uint64_t> explained(learnt.model.routines.size(), 0);
  for (size_t p = 0; p < found.pieces.size(); ++p)
    explained[found.routine[p]] += found.pieces[p].size();
  std::vector<uint32_t> by_weight;
  for (uint32_t r = 0; r < explained.size(); ++r) {
    if (explained[r] > 0) by_weight.push_back(r);
  }
  std::stable_sort(by_weight.begin(), by_weight.end(),
                   [&](uint32_t a, uint32_t b) { return explained[a] > explained[b]; });
  std::vector<uint32_t> number(explained.size(), 0);
  for (uint32_t i = 0; i < by_weight.size(); ++i) number[by_weight[i]] = i;
  out.routines.resize(by_weight.size());
  std::vector<uint32_t> order(found.pieces.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return found.pieces[a].front() < found.pieces[b].front();
  });
  out.event_instance.assign(log.events.size(), kNoInstance);
  for (const uint32_t p : order) {
    Instance instance;
    instance.routine = number[found.routine[p]];
    std::vector<uint32_t> path;
    for (const uint32_t step : found.pieces[p]) {
      path.push_back(steps.steps[step].label);
      for (uint32_t e = steps.steps[step].first_event; e < steps.EventsEnd(step); ++e) {
        instance.events.push_back(steps.event_order[e]);
        out.event_instance[steps.event_order[e]] = static_cast<uint32_t>(out.instances.size());
      }
    }
    instance.session = out.event_session[instance.events.front()];
    instance.user = steps.sittings[instance.session].user;
    instance.start_us = steps.has_times ? log.events[instance.events.front()].time_us : kNoTime;
    instance.end_us = steps.has_times ? log.events[instance.events.back()].time_us : kNoTime;
    instance.duration_s = steps.has_times ? WorkSeconds(log, instance.events) : kUnknownDuration;
    instance.confidence = found.confidence.empty() ? 0 : found.confidence[p];
    out.instances.push_back(std::move(instance));
    paths.push_back(std::move(path));
    pieces.push_back(&found.pieces[p]);
  }
}

void FillVariants(Routine& routine, const std::vector<uint32_t>& members,
                  std::vector<Instance>& instances,
                  const std::vector<std::vector<uint32_t>>& paths) {
  std::map<std::vector<uint32_t>, std::vector<uint32_t>> groups;
  for (const uint32_t i : members) groups[paths[i]].push_back(i);
  std::vector<const std::pair<const std::vector<uint32_t>, std::vector<uint32_t>>*> order;
  for (const auto& group : groups) order.push_back(&group);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return a->second.size() > b->second.size();
  });
  std::map<uint32_t, uint32_t> main_times;
  for (const uint32_t a : order[0]->first) ++main_times[a];
  // Instances that do a step at least so many times.
  std::map<std::pair<uint32_t, uint32_t>, size_t> at_least;
  for (const auto* group : order) {
    std::map<uint32_t, uint32_t> times;
    for (const uint32_t a : group->first) at_least[{a, ++times[a]}] += group->second.size();
  }
  const auto share = [&](uint32_t a, uint32_t n) {
    const auto found = at_least.find({a, n});
    const size_t count = found == at_least.end() ? 0 : found->second;
    return static_cast<double>(count) / static_cast<double>(members.size());
  };
  uint64_t exceptions = 0;
  for (const auto* group : order) {
    Variant variant;
    variant.activities = group->first;
    variant.count = group->second.size();
    variant.share = static_cast<double>(variant.count) / static_cast<double>(members.size());
    std::vector<double> durations;
    // Rework: a step of the main path done more often than nearly all do it. Where steps are free
    // to come in any order nearly every way is taken once: rare is one that leaves out what nearly
    // all have, or has what nearly none has.
    std::map<uint32_t, uint32_t> times;
    for (const uint32_t a : variant.activities) ++times[a];
    bool rework = false;
    for (const auto& [activity, n] : times) {
      const auto main = main_times.find(activity);
      rework = rework || (main != main_times.end() && n > main->second && share(activity, n) < 0.1);
    }
    bool unusual = false;
    for (const auto& [step, n] : at_least) {
      if (step.second != 1) continue;
      const double usual = share(step.first, 1);
      const bool has = times.count(step.first) > 0;
      unusual = unusual || (has ? usual < kNearlyNone : usual > 1 - kNearlyNone);
    }
    const bool once = variant.count == 1 && members.size() >= 20;
    const bool rare = unusual && (variant.share < 0.02 || once);
    variant.exception = rework || rare;
    for (const uint32_t i : group->second) {
      Instance& instance = instances[i];
      instance.variant = static_cast<uint32_t>(routine.variants.size());
      instance.rework = rework;
      instance.rare_path = rare;
      if (instance.duration_s >= 0) durations.push_back(instance.duration_s);
    }
    if (variant.exception) exceptions += variant.count;
    variant.median_duration_s = Quantile(std::move(durations), 0.5);
    routine.variants.push_back(std::move(variant));
  }
  routine.main_path = routine.variants[0].activities;
  routine.exception_share = static_cast<double>(exceptions) / static_cast<double>(members.size());
}

void FillActivitiesOfRoutine(Routine& routine, const std::vector<uint32_t>& members,
                             const std::vector<std::vector<uint32_t>>& paths, Discovery& out) {
  std::map<uint32_t, std::pair<double, double>> positions;  // sum, count
  for (const uint32_t i : members) {
    const double length = static_cast<double>(std::max<size_t>(1, paths[i].size() - 1));
    for (size_t k = 0; k < paths[i].size(); ++k) {
      auto& [sum, count] = positions[paths[i][k]];
      sum += static_cast<double>(k) / length;
      count += 1;
    }
  }
  std::vector<std::pair<double, uint32_t>> order;
  for (const auto& [activity, mean] : positions)
    order.push_back({mean.first / mean.second, activity});
  std::sort(order.begin(), order.end());
  for (const auto& [position, activity] : order) routine.activities.push_back(activity);
  for (const uint32_t a : routine.activities) {
    const std::string& app = out.activities[a].app;
    if (!app.empty() &&
        std::find(routine.apps.begin(), routine.apps.end(), app) == routine.apps.end())
      routine.apps.push_back(app);
  }
}

void FillDurations(Routine& routine, const std::vector<uint32_t>& members,
                   std::vector<Instance>& instances) {
  std::vector<double> durations;
  routine.first_us = routine.last_us = kNoTime;
  for (const uint32_t i : members) {
    if (instances[i].duration_s >= 0) durations.push_back(instances[i].duration_s);
    if (instances[i].start_us == kNoTime) continue;
    routine.first_us = routine.first_us == kNoTime
                           ? instances[i].start_us
                           : std::min(routine.first_us, instances[i].start_us);
    routine.last_us = std::max(routine.last_us, instances[i].end_us);
  }
  if (durations.empty()) return;
  routine.median_duration_s = Quantile(durations, 0.5);
  routine.p90_duration_s = Quantile(durations, 0.9);
  routine.total_duration_s = std::accumulate(durations.begin(), durations.end(), 0.0);
  // Outliers on a log scale, by the median absolute deviation (Iglewicz and Hoaglin, 1993).
  std::vector<double> logs;
  for (const double d : durations) logs.push_back(std::log(d + 1));
  const double middle = Quantile(logs, 0.5);
  for (double& value : logs) value = std::fabs(value - middle);
  const double spread = std::max(0.05, Quantile(logs, 0.5));
  for (const uint32_t i : members) {
    const double d = instances[i].duration_s;
    instances[i].slow =
        d >= 0 && members.size() >= 10 && 0.6745 * (std::log(d + 1) - middle) / spread > 3.5;
  }
}

// Evenness of the instances over ten stretches between the log's first and last event.
double Stability(const std::vector<uint32_t>& members, const Discovery& out, size_t events) {
  constexpr size_t kStretches = 10;
  if (members.size() < 2) return 0;
  std::vector<double> counts(kStretches, 0);
  for (const uint32_t i : members) {
    const size_t at = static_cast<size_t>(static_cast<double>(out.instances[i].events.front()) /
                                          static_cast<double>(events) * kStretches);
    ++counts[std::min(at, kStretches - 1)];
  }
  double entropy = 0;
  for (const double c : counts) {
    const double p = c / static_cast<double>(members.size());
    entropy -= p == 0 ? 0 : p * std::log(p);
  }
  const double most = std::log(static_cast<double>(std::min(kStretches, members.size())));
  return most <= 0 ? 0 : std::min(1.0, entropy / most);
}

std::string StableKey(const Discovery& out, const Routine& routine) {
  uint64_t h = 0xCBF29CE484222325ULL;  // FNV-1a over the sorted names
  std::set<std::string> names;
  for (const uint32_t a : routine.main_path) {
    const Activity& x = out.activities[a];
    names.insert(x.app + "\x1f" + x.window + "\x1f" + x.element + "\x1f" + x.action);
  }
  for (const std::string& name : names) {
    for (const char c : name + '\x1e') h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  static constexpr char kHex[] = "0123456789abcdef";
  std::string key(16, '0');
  for (int i = 15; i >= 0; --i, h >>= 4) key[static_cast<size_t>(i)] = kHex[h & 15];
  return key;
}

void CountDays(const EventLog& log, bool has_times, Discovery& out) {
  if (!has_times) return;
  std::unordered_set<int64_t> days;
  for (const LogEvent& e : log.events) {
    if (e.time_us != kNoTime) days.insert(e.time_us / 86'400'000'000);
  }
  out.days = static_cast<double>(days.size());
}

}  // namespace

void FillDiscovery(const EventLog& log, const StepLog& steps, const Learnt& learnt,
                   Discovery& out) {
  out.event_activity = steps.event_label;
  out.event_session = steps.event_sitting;
  out.sessions = static_cast<uint32_t>(steps.sittings.size());
  out.users = steps.users;
  CountDays(log, steps.has_times, out);
  FillActivities(steps, out);
  std::vector<std::vector<uint32_t>> paths;
  std::vector<const Piece*> pieces;
  FillInstances(log, steps, learnt, out, paths, pieces);
  std::vector<std::vector<uint32_t>> members(out.routines.size());
  for (uint32_t i = 0; i < out.instances.size(); ++i)
    members[out.instances[i].routine].push_back(i);
  for (uint32_t r = 0; r < out.routines.size(); ++r) {
    Routine& routine = out.routines[r];
    routine.id = r;
    routine.instances = members[r].size();
    std::unordered_set<uint32_t> users;
    std::unordered_set<uint32_t> sessions;
    for (const uint32_t i : members[r]) {
      users.insert(out.instances[i].user);
      sessions.insert(out.instances[i].session);
      routine.events += out.instances[i].events.size();
      routine.confidence += out.instances[i].confidence / static_cast<double>(members[r].size());
    }
    routine.users = static_cast<uint32_t>(users.size());
    routine.sessions = static_cast<uint32_t>(sessions.size());
    FillVariants(routine, members[r], out.instances, paths);
    FillActivitiesOfRoutine(routine, members[r], paths, out);
    FillDurations(routine, members[r], out.instances);
    routine.stability = Stability(members[r], out, log.events.size());
    FillGraph(log, steps, members[r], paths, pieces, out, routine);
    routine.key = StableKey(out, routine);
    routine.name = RoutineName(out, routine);
  }
  FindHandovers(log, out);
}

}  // namespace adit
