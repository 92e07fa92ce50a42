#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/discovery/session_memory.h"
#include "collector/jobs/edit_guidance.h"
#include "collector/jobs/identity_match.h"
#include "collector/jobs/result_documents.h"
#include "common/base/time_text.h"
#include "common/crypto/hash.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr int64_t kWeekUs = 7ll * 86'400 * 1'000'000;
// 1970-01-05 was a Monday.
constexpr int64_t kFirstMondayUs = 4ll * 86'400 * 1'000'000;
constexpr size_t kMaxWeeks = 60;

// Figures are rounded where they are made, so that nobody prints digits that mean nothing.
double Rounded(double value, double unit) {
  const double scaled = value / unit;
  return static_cast<double>(static_cast<int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5))) * unit;
}
double Hours(double value) { return Rounded(value * 100, 1) / 100; }
double Share(double value) { return Rounded(value * 10'000, 1) / 10'000; }
json Seconds(double value) { return value < 0 ? json() : json(Rounded(value * 10, 1) / 10); }
json Time(int64_t us) { return us == kNoTime || us == 0 ? json() : json(FormatTime(us)); }

int64_t WeekOf(int64_t us) {
  const int64_t since = us - kFirstMondayUs;
  return since >= 0 ? since / kWeekUs : (since - kWeekUs + 1) / kWeekUs;
}

// Instances a week from the log's first week to its last, for the small chart; null for weeks of
// too few people.
json Weekly(const Discovery& discovery, const Routine& routine, uint32_t min_people) {
  std::map<int64_t, uint64_t> counts;
  std::map<int64_t, std::set<uint32_t>> people;
  int64_t first = INT64_MAX;
  int64_t last = INT64_MIN;
  for (const Instance& instance : discovery.instances) {
    if (instance.start_us == kNoTime) continue;
    const int64_t week = WeekOf(instance.start_us);
    first = std::min(first, week);
    last = std::max(last, week);
    if (instance.routine != routine.id) continue;
    ++counts[week];
    people[week].insert(instance.user);
  }
  json weeks = json::array();
  if (first > last) return weeks;
  first = std::max(first, last - static_cast<int64_t>(kMaxWeeks) + 1);
  for (int64_t week = first; week <= last; ++week) {
    const bool shown = counts[week] == 0 || people[week].size() >= min_people;
    weeks.push_back({{"from", FormatTime(kFirstMondayUs + week * kWeekUs)},
                     {"instances", shown ? json(counts[week]) : json()}});
  }
  return weeks;
}

json Parts(const RoadmapEntry& entry) {
  json parts = json::array();
  for (const ScorePart& part : entry.parts) {
    parts.push_back({{"key", part.key},
                     {"value", Share(part.value)},
                     {"weight", part.weight},
                     {"points", Hours(part.points)},
                     {"reason", part.reason}});
  }
  return parts;
}

json Opportunity(const Discovery& discovery, const GroupGate::Gated& gated,
                 const RoadmapEntry& entry, int64_t rank) {
  const Routine& routine = gated.routine;
  json row;
  row["rank"] = rank;
  row["key"] = routine.key;
  row["name"] = routine.name;
  row["proposed_name"] = routine.name;
  row["status"] = "new";
  row["hidden"] = false;
  row["people"] = routine.users;
  row["instances"] = routine.instances;
  row["variants"] = routine.variants.size() + gated.hidden_variants;
  row["steps"] = routine.main_path.size();
  row["apps"] = routine.apps;
  row["median_duration_s"] = Seconds(routine.median_duration_s);
  row["p90_duration_s"] = Seconds(routine.p90_duration_s);
  row["runs_per_month"] = Rounded(entry.runs_per_month * 10, 1) / 10;
  row["hours_per_month"] = Hours(entry.hours_per_month);
  row["hours_low"] = Hours(entry.hours_low);
  row["hours_high"] = Hours(entry.hours_high);
  row["times_assumed"] = entry.times_assumed;
  row["exception_share"] = Share(routine.exception_share);
  row["confidence"] = Share(routine.confidence);
  row["determinism"] = Share(routine.determinism);
  row["automatable_share"] = Share(entry.automatable_share);
  row["build_hours"] = Hours(entry.build_hours);
  row["saved_hours_per_month"] = Hours(entry.saved_hours_per_month);
  row["saved_low"] = Hours(entry.saved_low);
  row["saved_high"] = Hours(entry.saved_high);
  row["payback_months"] = entry.payback_months < 0 ? json() : json(Hours(entry.payback_months));
  row["score"] = Hours(entry.score);
  row["parts"] = Parts(entry);
  row["reasons"] = entry.reasons;
  row["first"] = Time(routine.first_us);
  row["last"] = Time(routine.last_us);
  row["weekly"] = Weekly(discovery, routine, gated.min_people);
  return row;
}

std::string Hex(uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

json ActivityJson(const Discovery& discovery, uint32_t number) {
  if (number >= discovery.activities.size()) return json();
  const Activity& activity = discovery.activities[number];
  return {{"id", number},
          {"step", Hex(StepSignature(activity))},
          {"name", activity.name},
          {"app", activity.app},
          {"window", activity.window},
          {"element", activity.element},
          {"action", activity.action}};
}

// Instances that stand out, and in how many; null where fewer people than the gate asks for had
// them.
json Anomalies(const Discovery& discovery, const GroupGate::Gated& gated) {
  struct Count {
    uint64_t instances = 0;
    std::set<uint32_t> people;
  };
  std::map<std::string, Count> counts = {{"rework", {}}, {"rare_path", {}}, {"slow", {}}};
  for (const Instance& instance : discovery.instances) {
    if (instance.routine != gated.routine.id) continue;
    const std::pair<const char*, bool> marks[] = {
        {"rework", instance.rework}, {"rare_path", instance.rare_path}, {"slow", instance.slow}};
    for (const auto& [name, is_marked] : marks) {
      if (is_marked) ++counts[name].instances, counts[name].people.insert(instance.user);
    }
  }
  json out;
  for (const auto& [name, count] : counts) {
    const bool shown = count.people.empty() || count.people.size() >= gated.min_people;
    out[name] = shown ? json(count.instances) : json();
  }
  return out;
}

// Where work of one person is gone on with by another; the giving step may be another routine's.
json HandedOver(const Discovery& discovery, const Routine& routine) {
  json out = json::array();
  for (const Handover& handover : routine.handed_over) {
    const Activity& from = discovery.activities[handover.from];
    out.push_back({{"from",
                    {{"routine", discovery.routines[handover.from_routine].key},
                     {"step", from.name},
                     {"app", from.app}}},
                   {"to", handover.to},
                   {"count", handover.count},
                   {"people", handover.users},
                   {"median_wait_s", Seconds(handover.median_wait_s)}});
  }
  return out;
}

// Steps are named once and then referred to by number, which keeps the document small.
json Detail(const Discovery& discovery, const GroupGate::Gated& gated) {
  const Routine& routine = gated.routine;
  json detail;
  detail["activities"] = json::array();
  std::vector<uint32_t> used = routine.activities;
  for (const Variant& variant : routine.variants)
    used.insert(used.end(), variant.activities.begin(), variant.activities.end());
  used.insert(used.end(), routine.main_path.begin(), routine.main_path.end());
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  for (const uint32_t number : used)
    detail["activities"].push_back(ActivityJson(discovery, number));
  detail["main_path"] = routine.main_path;
  detail["variants"] = json::array();
  for (const Variant& variant : routine.variants) {
    detail["variants"].push_back({{"id", VariantId(discovery, variant.activities)},
                                  {"activities", variant.activities},
                                  {"instances", variant.count},
                                  {"share", Share(variant.share)},
                                  {"median_duration_s", Seconds(variant.median_duration_s)},
                                  {"exception", variant.exception}});
  }
  detail["hidden_variants"] = gated.hidden_variants;
  detail["hidden_instances"] = gated.hidden_instances;
  detail["graph"] = json::array();
  for (const FollowsEdge& edge : routine.graph) {
    detail["graph"].push_back({{"from", edge.from == kNoActivity ? json() : json(edge.from)},
                               {"to", edge.to == kNoActivity ? json() : json(edge.to)},
                               {"count", edge.count},
                               {"median_s", Seconds(edge.median_s)},
                               {"p90_s", Seconds(edge.p90_s)},
                               {"changes_app", edge.changes_app}});
  }
  detail["transfers"] = json::array();
  for (const DataTransfer& transfer : routine.transfers) {
    detail["transfers"].push_back(
        {{"from", transfer.from}, {"to", transfer.to}, {"count", transfer.count}});
  }
  detail["anomalies"] = Anomalies(discovery, gated);
  detail["stability"] = Share(routine.stability);
  detail["structured_share"] = Share(routine.structured_share);
  // Of few people nothing is told, not even how often.
  const bool told = routine.handovers == 0 || routine.handover_users >= gated.min_people;
  detail["handovers"] = told ? json(routine.handovers) : json();
  detail["handed_over"] = HandedOver(discovery, routine);
  detail["sessions"] = routine.sessions;
  detail["total_duration_s"] = Seconds(routine.total_duration_s);
  return detail;
}

// Masked text may still hold bytes that are no UTF-8 when an agent is broken; they are replaced.
std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string OpportunityJson(const Discovery& discovery, const GroupGate::Gated& gated,
                            const RoadmapEntry& entry, int64_t rank) {
  return Dump(Opportunity(discovery, gated, entry, rank));
}

std::string RoutineDetailJson(const Discovery& discovery, const GroupGate::Gated& gated,
                              const RoadmapEntry& entry, int64_t rank) {
  json document = Opportunity(discovery, gated, entry, rank);
  document.update(Detail(discovery, gated));
  return Dump(document);
}

std::string SummaryJson(const EventLog& log, const Discovery& discovery,
                        const PublishedTotals& totals, const AnalysisOptions& options,
                        uint64_t applied_edits, const std::string& drift_json) {
  int64_t first = kNoTime;
  int64_t last = kNoTime;
  for (const LogEvent& event : log.events) {
    if (first == kNoTime || event.time_us < first) first = event.time_us;
    if (last == kNoTime || event.time_us > last) last = event.time_us;
  }
  json summary;
  // Of fewer people than the gate asks for nothing is told but how many there are.
  const bool shown = discovery.users >= options.min_people;
  summary["events"] = shown ? json(log.events.size()) : json();
  summary["people"] = discovery.users;
  summary["sessions"] = shown ? json(discovery.sessions) : json();
  summary["working_days"] = shown ? json(Hours(discovery.days)) : json();
  summary["from"] = shown ? Time(first) : json();
  summary["until"] = shown ? Time(last) : json();
  summary["routines"] = totals.routines;
  summary["hidden_routines"] = totals.hidden_routines;
  summary["instances"] = totals.instances;
  summary["hours_per_month"] = Hours(totals.hours_per_month);
  summary["explained_share"] = log.events.empty()
                                   ? 0.0
                                   : Share(static_cast<double>(totals.explained_events) /
                                           static_cast<double>(log.events.size()));
  summary["min_people"] = options.min_people;
  summary["applied_edits"] = applied_edits;
  summary["drift"] = json::parse(drift_json);
  return Dump(summary);
}

std::string ManifestJson(const EventLog& log, const AnalysisOptions& options) {
  // A digest of the input as it was mined: two runs with equal manifests have equal results.
  crypto::Hasher hasher;
  Bytes chunk;
  ByteWriter out(chunk);
  for (size_t i = 0; i < log.strings.size(); ++i) {
    out.Text(log.strings.At(static_cast<uint32_t>(i)));
    if (chunk.size() > (1 << 16)) hasher.Update(chunk), chunk.clear();
  }
  for (const LogEvent& event : log.events) {
    out.U64(event.sequence);
    out.U64(static_cast<uint64_t>(event.time_us));
    for (const uint32_t number :
         {event.user, event.app, event.window, event.element, event.action, event.value})
      out.U32(number);
    if (chunk.size() > (1 << 16)) hasher.Update(chunk), chunk.clear();
  }
  hasher.Update(chunk);
  json manifest;
  manifest["events"] = log.events.size();
  manifest["events_digest"] = HexEncode(hasher.Finish());
  manifest["min_people"] = options.min_people;
  manifest["version"] = ADIT_VERSION;
  // Structure only: names and hiding are laid over what is read.
  manifest["edits"] = json::array();
  for (const Edit& edit : options.edits) {
    if (ChangesRuns(edit.kind)) manifest["edits"].push_back(edit.seq);
  }
  if (!options.guidance.empty()) manifest["guidance"] = DigestOf(options.guidance);
  if (options.compare) {
    const auto span = [](const TimeSpan& s) {
      return json{{"from", FormatTime(s.from_us)}, {"until", FormatTime(s.until_us)}};
    };
    manifest["compare"] = {{"before", span(options.compare->before)},
                           {"now", span(options.compare->now)}};
  }
  if (options.memory != nullptr) {
    // Where sessions were kept the result follows from the runs before as well.
    const SessionMemory::Use& use = options.memory->use();
    manifest["sessions"] = {{"all", use.sessions},
                            {"kept", use.remembered},
                            {"runs_since_learnt", use.runs},
                            {"agreement", Share(use.agreement)},
                            {"learnt_anew", use.learnt_anew}};
  }
  const RoadmapAssumptions& a = options.assumptions;
  manifest["assumptions"] = {{"working_days_per_month", a.working_days_per_month},
                             {"hourly_cost", a.hourly_cost},
                             {"build_base_hours", a.build_base_hours},
                             {"build_hours_per_step", a.build_hours_per_step},
                             {"build_hours_per_app", a.build_hours_per_app},
                             {"default_automatability", a.default_automatability}};
  return Dump(manifest);
}

}  // namespace adit
