#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "collector/jobs/drift_documents.h"
#include "collector/jobs/identity_match.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

using nlohmann::json;

double Rounded(double value) { return std::round(value * 10'000) / 10'000; }
// An effect on what was not there before has no number.
json Finite(double value) { return std::isfinite(value) ? json(Rounded(value)) : json(); }
json Seconds(double value) { return value < 0 ? json() : json(std::round(value * 10) / 10); }

json Span(const TimeSpan& span, uint32_t days) {
  return {{"from", FormatTime(span.from_us)}, {"until", FormatTime(span.until_us)}, {"days", days}};
}

// What nobody does may be told; what few do may not.
bool MayTell(uint32_t people, const GroupGate& gate) {
  return people == 0 || gate.MayPublish(people);
}

json Figures(const PeriodFigures& f, const GroupGate& gate) {
  if (!MayTell(f.people, gate)) return {};
  return {{"instances", f.instances},
          {"people", f.people},
          {"per_person_day", Rounded(f.per_person_day)},
          {"median_duration_s", Seconds(f.median_s)},
          {"p90_duration_s", Seconds(f.p90_s)},
          {"exception_share", f.instances == 0 ? json() : json(Rounded(f.exception_share))}};
}

json ShareOfWay(uint64_t way, uint32_t people, uint64_t instances, const GroupGate& gate) {
  if (instances == 0 || !MayTell(people, gate)) return {};
  return Rounded(static_cast<double>(way) / static_cast<double>(instances));
}

bool MayTellWay(const WayDrift& way, const GroupGate& gate) {
  return way.variant != kNoVariant && gate.MayPublish(way.people);
}

json Way(const Discovery& discovery, const RoutineDrift& drift, const WayDrift& way,
         const GroupGate& gate) {
  if (!MayTellWay(way, gate)) return {};
  const Variant& variant = discovery.routines[drift.routine].variants[way.variant];
  json steps = json::array();
  for (const uint32_t number : variant.activities) {
    const Activity& activity = discovery.activities[number];
    steps.push_back({{"name", activity.name}, {"app", activity.app}});
  }
  return {{"variant", VariantId(discovery, variant.activities)},
          {"steps", std::move(steps)},
          {"share_before", ShareOfWay(way.before, way.people_before, drift.before.instances, gate)},
          {"share_now", ShareOfWay(way.now, way.people_now, drift.now.instances, gate)}};
}

bool MayTellFinding(const RoutineDrift& drift, const DriftFinding& finding, const GroupGate& gate) {
  if (finding.kind == DriftKind::kMainPath &&
      !(MayTellWay(drift.way_before, gate) && MayTellWay(drift.way_now, gate)))
    return false;
  return MayTell(drift.before.people, gate) && MayTell(drift.now.people, gate);
}

// The shares of a way are told where they stand beside it; where few people went it, nowhere.
bool MayTellShares(const WayDrift& way, const GroupGate& gate) {
  return MayTell(way.people_before, gate) && MayTell(way.people_now, gate);
}

json Document(const Discovery& discovery, const RoutineDrift& drift,
              const GroupGate::Gated& routine, const GroupGate& gate) {
  json changes = json::array();
  for (const DriftFinding& finding : drift.findings) {
    if (!MayTellFinding(drift, finding, gate)) continue;
    const bool told = finding.kind != DriftKind::kMainPath ||
                      (MayTellShares(drift.way_before, gate) && MayTellShares(drift.way_now, gate));
    changes.push_back({{"kind", DriftKindName(finding.kind)},
                       {"before", told ? json(Rounded(finding.before)) : json()},
                       {"now", told ? json(Rounded(finding.now)) : json()},
                       {"effect", told ? Finite(finding.effect) : json()},
                       {"p", finding.p}});
  }
  const bool one_way = drift.way_before.variant == drift.way_now.variant;
  return {{"key", routine.routine.key},
          {"before", Figures(drift.before, gate)},
          {"now", Figures(drift.now, gate)},
          {"way_before", Way(discovery, drift, drift.way_before, gate)},
          {"way_now", one_way ? json() : Way(discovery, drift, drift.way_now, gate)},
          {"changes", std::move(changes)}};
}

}  // namespace

std::string DriftPeriodsJson(const DriftReport& report, const GroupGate& gate) {
  const json out = {{"before", Span(report.periods.before, report.days_before)},
                    {"now", Span(report.periods.now, report.days_now)},
                    {"people", gate.MayPublish(report.people) ? json(report.people) : json()}};
  return out.dump();
}

std::string NoDriftJson(const Status& why) { return json{{"reason", why.message()}}.dump(); }

void AddDriftDocuments(const Discovery& discovery, const DriftReport& report, const GroupGate& gate,
                       const std::vector<GroupGate::Gated>& routines,
                       std::vector<RunDocument>& documents) {
  // Figures of a panel of too few people are nobody's to see.
  if (!gate.MayPublish(report.people)) return;
  std::vector<json> made;
  for (const GroupGate::Gated& routine : routines) {
    made.push_back(Document(discovery, report.routines[routine.routine.id], routine, gate));
  }
  int64_t position = 0;
  for (const bool changed : {true, false}) {
    for (size_t i = 0; i < made.size(); ++i) {
      if (made[i]["changes"].empty() == changed) continue;
      documents.push_back({"drift", routines[i].routine.key, ++position, routines[i].routine.users,
                           made[i].dump(-1, ' ', false, json::error_handler_t::replace)});
    }
  }
}

}  // namespace adit
