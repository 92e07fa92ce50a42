#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "collector/jobs/identity_match.h"
#include "collector/jobs/instance_documents.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr int64_t kDayUs = 86'400ll * 1'000'000;
constexpr int64_t kWeekUs = 7 * kDayUs;
// 1970-01-05 was a Monday.
constexpr int64_t kFirstMondayUs = 4 * kDayUs;

int64_t Floor(int64_t value, int64_t unit) {
  return value >= 0 ? value / unit : (value - unit + 1) / unit;
}

// The time in which an instance is said to be done.
struct Period {
  int64_t from_us = kNoTime;  // kNoTime: no time is told
  int64_t until_us = kNoTime;
  auto operator<=>(const Period&) const = default;
};

Period DayOf(int64_t us) {
  if (us == kNoTime) return {};
  const int64_t from = Floor(us, kDayUs) * kDayUs;
  return {from, from + kDayUs};
}
Period WeekOf(int64_t us) {
  if (us == kNoTime) return {};
  const int64_t from = kFirstMondayUs + Floor(us - kFirstMondayUs, kWeekUs) * kWeekUs;
  return {from, from + kWeekUs};
}
Period NoPeriod(int64_t) { return {}; }

struct Told {
  uint32_t instance = 0;
  Period period;
  uint32_t people = 0;
};

// Those of `left` whose way and period enough people share; the others stay in it.
void Take(const Discovery& discovery, const GroupGate& gate, Period (*period_of)(int64_t),
          std::vector<uint32_t>& left, std::vector<Told>& told) {
  std::map<std::pair<uint32_t, Period>, std::vector<uint32_t>> groups;
  for (const uint32_t i : left) {
    const Instance& instance = discovery.instances[i];
    groups[{instance.variant, period_of(instance.start_us)}].push_back(i);
  }
  left.clear();
  for (const auto& [key, members] : groups) {
    std::set<uint32_t> people;
    for (const uint32_t i : members) people.insert(discovery.instances[i].user);
    const auto count = static_cast<uint32_t>(people.size());
    for (const uint32_t i : members) {
      if (gate.MayPublish(count)) {
        told.push_back({i, key.second, count});
      } else {
        left.push_back(i);
      }
    }
  }
}

// Seconds from the first step to each. Of a step that is done twice in a row and has several events
// each the next event is taken, which may be early by as long as the step took.
json Steps(const EventLog& log, const Discovery& discovery, const Instance& instance,
           const Variant& variant) {
  json steps = json::array();
  const bool timed = instance.start_us != kNoTime;
  size_t at = 0;
  int64_t first_us = kNoTime;
  int64_t now_us = instance.start_us;
  for (size_t k = 0; k < variant.activities.size(); ++k) {
    const uint32_t activity = variant.activities[k];
    size_t found = at;
    while (found < instance.events.size() &&
           discovery.event_activity[instance.events[found]] != activity)
      ++found;
    if (found < instance.events.size()) {
      now_us = log.events[instance.events[found]].time_us;
      at = found + 1;
    }
    if (k == 0) first_us = now_us;
    const int64_t after_s = std::max<int64_t>(0, (now_us - first_us) / 1'000'000);
    steps.push_back({{"activity", activity}, {"after_s", timed ? json(after_s) : json()}});
  }
  return steps;
}

json Document(const EventLog& log, const Discovery& discovery, const Told& told) {
  const Instance& instance = discovery.instances[told.instance];
  const Variant& variant = discovery.routines[instance.routine].variants[instance.variant];
  json period;
  if (told.period.from_us != kNoTime) {
    period = {{"from", FormatTime(told.period.from_us)},
              {"until", FormatTime(told.period.until_us)}};
  }
  const double seconds = instance.duration_s;
  return {{"variant", VariantId(discovery, variant.activities)},
          {"period", period},
          {"people", told.people},
          {"duration_s", seconds < 0 ? json() : json(static_cast<int64_t>(seconds + 0.5))},
          {"rework", instance.rework},
          {"rare_path", instance.rare_path},
          {"slow", instance.slow},
          {"steps", Steps(log, discovery, instance, variant)}};
}

}  // namespace

std::string InstanceKind(const std::string& routine_key) { return "instance/" + routine_key; }

void AddInstanceDocuments(const EventLog& log, const Discovery& discovery, const GroupGate& gate,
                          const std::vector<GroupGate::Gated>& published,
                          std::vector<RunDocument>& documents) {
  std::vector<std::vector<uint32_t>> members(discovery.routines.size());
  for (uint32_t i = 0; i < discovery.instances.size(); ++i)
    members[discovery.instances[i].routine].push_back(i);
  for (const GroupGate::Gated& gated : published) {
    std::vector<uint32_t> left = std::move(members[gated.routine.id]);
    std::vector<Told> told;
    for (const auto period_of : {DayOf, WeekOf, NoPeriod})
      Take(discovery, gate, period_of, left, told);
    const auto rank = [&](const Told& one) {
      const Instance& instance = discovery.instances[one.instance];
      // kNoTime is the least number: what has no period comes last.
      return std::tuple(one.period.from_us, -instance.duration_s,
                        -static_cast<int64_t>(instance.variant));
    };
    std::stable_sort(told.begin(), told.end(),
                     [&](const Told& a, const Told& b) { return rank(a) > rank(b); });
    if (told.size() > kMaxListedInstances) told.resize(kMaxListedInstances);
    int64_t position = 0;
    for (const Told& one : told) {
      ++position;
      documents.push_back({InstanceKind(gated.routine.key), std::to_string(position), position,
                           one.people, Document(log, discovery, one).dump()});
    }
  }
}

}  // namespace adit
