#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>
#include <utility>

#include "collector/jobs/coverage_documents.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr int64_t kDayUs = 86'400ll * 1'000'000;
constexpr int64_t kLongestPauseUs = 15ll * 60 * 1'000'000;

// What the log holds of one agent.
struct Heard {
  uint64_t events = 0;
  std::set<int64_t> days;
  int64_t last_us = kNoTime;
  int64_t worked_us = 0;
};

struct Group {
  std::string name;
  uint32_t active = 0;  // agents that are not revoked
  uint32_t heard = 0;   // agents with events
  uint64_t events = 0;
  uint64_t lost = 0;
  uint64_t missing = 0;
  double seconds = 0;
  uint64_t agent_days = 0;
  std::map<int64_t, uint32_t> agents_of_day;
  uint64_t gap_days = 0;
  uint32_t agents_with_gaps = 0;
};

std::unordered_map<std::string, Heard> Listen(const EventLog& log) {
  std::unordered_map<uint32_t, Heard> by_number;
  for (const LogEvent& event : log.events) {
    Heard& heard = by_number[event.user];
    ++heard.events;
    if (event.time_us == kNoTime) continue;
    heard.days.insert(event.time_us / kDayUs);
    // Events of an agent come in the order of time; a longer pause is no work.
    const int64_t pause_us = heard.last_us == kNoTime ? 0 : event.time_us - heard.last_us;
    if (pause_us > 0 && pause_us <= kLongestPauseUs) heard.worked_us += pause_us;
    heard.last_us = event.time_us;
  }
  std::unordered_map<std::string, Heard> out;
  for (auto& [number, heard] : by_number) out.emplace(log.strings.At(number), std::move(heard));
  return out;
}

void Add(const CoveredAgent& agent, const Heard& heard, Group& group) {
  group.active += agent.active ? 1 : 0;
  group.lost += agent.lost_events;
  group.missing += agent.missing_events;
  if (heard.events == 0) return;
  ++group.heard;
  group.events += heard.events;
  group.agent_days += heard.days.size();
  for (const int64_t day : heard.days) ++group.agents_of_day[day];
  group.seconds += static_cast<double>(heard.worked_us) * 1e-6;
}

void CountGaps(const std::vector<const Heard*>& agents, Group& group) {
  for (const Heard* heard : agents) {
    if (heard->days.empty()) continue;
    uint64_t gaps = 0;
    for (auto day = group.agents_of_day.upper_bound(*heard->days.begin());
         day != group.agents_of_day.end(); ++day) {
      const bool worked = day->second * 2 >= group.heard;
      gaps += worked && !heard->days.contains(day->first) ? 1 : 0;
    }
    group.gap_days += gaps;
    group.agents_with_gaps += gaps > 0 ? 1 : 0;
  }
}

json Figures(const Group& group, const GroupGate& gate) {
  const auto days = std::count_if(group.agents_of_day.begin(), group.agents_of_day.end(),
                                  [&](const auto& day) { return gate.MayPublish(day.second); });
  return {{"agents", group.active},
          {"agents_with_events", group.heard},
          {"days", days},
          {"agent_days", group.agent_days},
          {"hours", static_cast<int64_t>(group.seconds / 3600 + 0.5)},
          {"events", group.events},
          {"lost_events", group.lost},
          {"missing_events", group.missing},
          {"gap_days", group.gap_days},
          {"agents_with_gaps", group.agents_with_gaps}};
}

// Positions of the groups that may be told.
std::set<size_t> Told(const std::vector<Group>& groups, const GroupGate& gate) {
  std::set<size_t> told;
  uint32_t kept_back = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (gate.MayPublish(groups[i].heard)) {
      told.insert(i);
    } else {
      kept_back += groups[i].heard;
    }
  }
  while (kept_back > 0 && !gate.MayPublish(kept_back) && !told.empty()) {
    const auto smallest = std::min_element(told.begin(), told.end(), [&](size_t a, size_t b) {
      return groups[a].heard < groups[b].heard;
    });
    kept_back += groups[*smallest].heard;
    told.erase(smallest);
  }
  return told;
}

}  // namespace

void AddCoverageDocument(const EventLog& log, const std::vector<CoveredAgent>& agents,
                         const GroupGate& gate, std::vector<RunDocument>& documents) {
  const std::unordered_map<std::string, Heard> heard = Listen(log);
  const Heard nothing;
  const auto of = [&](const CoveredAgent& agent) -> const Heard& {
    const auto found = heard.find(agent.user);
    return found == heard.end() ? nothing : found->second;
  };
  Group all;
  std::map<std::string, std::pair<Group, std::vector<const Heard*>>> by_name;
  for (const CoveredAgent& agent : agents) {
    auto& [group, members] = by_name[agent.group];
    group.name = agent.group;
    Add(agent, of(agent), group);
    members.push_back(&of(agent));
    Add(agent, of(agent), all);
  }
  std::vector<Group> groups;
  for (auto& [name, entry] : by_name) {
    CountGaps(entry.second, entry.first);
    all.gap_days += entry.first.gap_days;
    all.agents_with_gaps += entry.first.agents_with_gaps;
    groups.push_back(std::move(entry.first));
  }
  const std::set<size_t> told = Told(groups, gate);
  json document = {{"all", gate.MayPublish(all.heard) ? Figures(all, gate) : json()},
                   {"groups", json::array()},
                   {"hidden_groups", groups.size() - told.size()}};
  for (const size_t i : told) {
    json row = Figures(groups[i], gate);
    row["group"] = groups[i].name;
    document["groups"].push_back(std::move(row));
  }
  documents.push_back({kCoverageKind, kCoverageKind, 1, all.heard,
                       document.dump(-1, ' ', false, json::error_handler_t::replace)});
}

}  // namespace adit
