#include "collector/opportunity/routines_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "collector/model/event_log.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

using nlohmann::json;

constexpr size_t kMaxVariants = 50;
constexpr size_t kMaxEdges = 500;

// Six significant places are enough and keep last bits of sums out of the file.
json Rounded(double value) {
  if (!std::isfinite(value)) return nullptr;
  const double scaled = std::round(value * 1e6) / 1e6;
  return scaled == 0 ? 0.0 : scaled;
}

json Seconds(double value) { return value < 0 ? json(nullptr) : Rounded(value); }

json TimeText(int64_t time_us) { return time_us == kNoTime ? json(nullptr) : json(FormatTime(time_us)); }

json ActivityOf(const Discovery& discovery, uint32_t number) {
  const Activity& a = discovery.activities[number];
  return {{"id", number}, {"name", a.name}, {"app", a.app}, {"window", a.window}, {"element", a.element}, {"action", a.action}};
}

json VariantsOf(const Routine& routine) {
  json out = json::array();
  for (size_t i = 0; i < routine.variants.size() && i < kMaxVariants; ++i) {
    const Variant& v = routine.variants[i];
    out.push_back({{"activities", v.activities}, {"count", v.count}, {"share", Rounded(v.share)},
                   {"median_seconds", Seconds(v.median_duration_s)}, {"exception", v.exception}});
  }
  return out;
}

json EndOf(uint32_t activity) { return activity == kNoActivity ? json(nullptr) : json(activity); }

json GraphOf(const Routine& routine) {
  json out = json::array();
  for (size_t i = 0; i < routine.graph.size() && i < kMaxEdges; ++i) {
    const FollowsEdge& e = routine.graph[i];
    out.push_back({{"from", EndOf(e.from)}, {"to", EndOf(e.to)}, {"count", e.count},
                   {"median_seconds", Seconds(e.median_s)}, {"p90_seconds", Seconds(e.p90_s)}, {"changes_app", e.changes_app}});
  }
  return out;
}

json EntryOf(const RoadmapEntry& entry) {
  json parts = json::array();
  for (const ScorePart& part : entry.parts) {
    parts.push_back({{"key", part.key}, {"value", Rounded(part.value)}, {"weight", Rounded(part.weight)},
                     {"points", Rounded(part.points)}, {"reason", part.reason}});
  }
  return {{"score", Rounded(entry.score)}, {"parts", parts}, {"reasons", entry.reasons},
          {"runs_per_month", Rounded(entry.runs_per_month)}, {"hours_per_month", Rounded(entry.hours_per_month)},
          {"hours_low", Rounded(entry.hours_low)}, {"hours_high", Rounded(entry.hours_high)},
          {"times_assumed", entry.times_assumed}, {"automatable_share", Rounded(entry.automatable_share)},
          {"build_hours", Rounded(entry.build_hours)}, {"maintenance_hours_per_month", Rounded(entry.maintenance_hours_per_month)},
          {"saved_hours_per_month", Rounded(entry.saved_hours_per_month)}, {"saved_low", Rounded(entry.saved_low)},
          {"saved_high", Rounded(entry.saved_high)},
          {"payback_months", entry.payback_months < 0 ? json(nullptr) : Rounded(entry.payback_months)}};
}

json RoutineOf(const Discovery& discovery, const Routine& routine, const RoadmapEntry* entry) {
  json activities = json::array();
  for (const uint32_t a : routine.activities) activities.push_back(ActivityOf(discovery, a));
  json transfers = json::array();
  for (const DataTransfer& t : routine.transfers) {
    transfers.push_back({{"from", t.from}, {"to", t.to}, {"count", t.count}});
  }
  json handed_over = json::array();
  for (const Handover& handover : routine.handed_over) {
    handed_over.push_back({{"from_routine", discovery.routines[handover.from_routine].key}, {"from", handover.from},
                           {"to", handover.to}, {"count", handover.count}, {"users", handover.users},
                           {"median_wait_seconds", Seconds(handover.median_wait_s)}});
  }
  json out = {{"id", routine.id}, {"key", routine.key}, {"name", routine.name}, {"activities", activities},
              {"main_path", routine.main_path}, {"variants", VariantsOf(routine)}, {"variant_count", routine.variants.size()},
              {"support", routine.instances}, {"instances", routine.instances}, {"events", routine.events},
              {"users", routine.users}, {"sessions", routine.sessions},
              {"median_seconds", Seconds(routine.median_duration_s)}, {"p90_seconds", Seconds(routine.p90_duration_s)},
              {"total_seconds", Seconds(routine.total_duration_s)}, {"first", TimeText(routine.first_us)},
              {"last", TimeText(routine.last_us)}, {"confidence", Rounded(routine.confidence)},
              {"determinism", Rounded(routine.determinism)}, {"exception_share", Rounded(routine.exception_share)},
              {"stability", Rounded(routine.stability)}, {"structured_share", Rounded(routine.structured_share)},
              {"handovers", routine.handovers}, {"handed_over", handed_over}, {"apps", routine.apps}, {"graph", GraphOf(routine)}, {"transfers", transfers}};
  if (entry != nullptr) out.update(EntryOf(*entry));
  return out;
}

std::string Dump(const json& value) {
  // Titles come from logs of any origin: bytes that are not UTF-8 are replaced.
  return value.dump(1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string RoutineJson(const Discovery& discovery, const Routine& routine, const RoadmapEntry* entry) {
  return Dump(RoutineOf(discovery, routine, entry));
}

std::string RoutinesJson(const Discovery& discovery, const Roadmap& roadmap) {
  json routines = json::array();
  for (const RoadmapEntry& entry : roadmap.entries) {
    routines.push_back(RoutineOf(discovery, discovery.routines[entry.routine], &entry));
  }
  json review = json::array();
  for (const Routine& routine : discovery.review) {
    review.push_back(RoutineOf(discovery, routine, nullptr));
  }
  return Dump({{"format", "adit-routines-1"}, {"routines", routines}, {"review", review}}) + "\n";
}

}  // namespace adit
