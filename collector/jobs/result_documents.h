// The JSON of a run's results, as the API serves it (docs/formats/api.md).
#pragma once

#include <cstdint>
#include <string>

#include "collector/jobs/analysis.h"
#include "collector/jobs/group_gate.h"
#include "collector/model/routine.h"
#include "collector/opportunity/roadmap.h"

namespace adit {

struct PublishedTotals {
  uint64_t routines = 0;
  uint64_t hidden_routines = 0;  // below the group size: only their number is told
  uint64_t instances = 0;
  uint64_t explained_events = 0;
  double hours_per_month = 0;
};

// A row of the roadmap. Durations in seconds, null where unknown; times RFC 3339.
[[nodiscard]] std::string OpportunityJson(const Discovery& discovery, const GroupGate::Gated& gated,
                                          const RoadmapEntry& entry, int64_t rank);
// The row and the routine's steps, variants, graph and transfers.
[[nodiscard]] std::string RoutineDetailJson(const Discovery& discovery,
                                            const GroupGate::Gated& gated,
                                            const RoadmapEntry& entry, int64_t rank);
[[nodiscard]] std::string SummaryJson(const EventLog& log, const Discovery& discovery,
                                      const PublishedTotals& totals,
                                      const AnalysisOptions& options, uint64_t applied_edits,
                                      const std::string& drift_json);
[[nodiscard]] std::string ManifestJson(const EventLog& log, const AnalysisOptions& options);

}  // namespace adit
