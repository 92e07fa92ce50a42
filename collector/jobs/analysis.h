// Analysis: from stored events to the published documents of a run: discovery, ranking, gate.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "collector/discovery/discover.h"
#include "collector/discovery/guidance.h"
#include "collector/jobs/coverage_documents.h"
#include "collector/jobs/group_gate.h"
#include "collector/model/edit.h"
#include "collector/model/routine_identity.h"
#include "collector/opportunity/drift.h"
#include "collector/opportunity/roadmap.h"
#include "collector/store/control_store.h"
#include "collector/store/event_store.h"

namespace adit {

struct AnalysisOptions {
  LogFilter period;
  uint32_t min_people = GroupGate::kDefaultMinPeople;
  unsigned threads = 0;
  RoadmapAssumptions assumptions;
  std::vector<RoutineIdentity> known;  // of earlier runs: routines keep their keys
  std::vector<Edit> edits;             // those that count (ActiveEdits)
  Guidance guidance;                   // what edits say of routines (GuidanceOf)
  // Not null: finished sessions keep what the run before found in them.
  SessionMemory* memory = nullptr;
  // What is compared; nothing: the two halves of the days with events.
  std::optional<DriftPeriods> compare;
  // All enrolled ones, for the coverage; those of the ledgers are filled in.
  std::vector<CoveredAgent> agents;
};

struct AnalysisResult {
  std::string
      manifest_json;  // inputs, parameters, code version: the same again gives the same result
  std::string summary_json;
  // Kind "opportunity" (a row of the roadmap) and "routine" (everything about it), position = rank;
  // kind "review" (what a decision would change), position = largest effect first; kind "slight"
  // (repeats too small to be ranked), position = most time first; kind "drift" (a routine in two
  // periods), those that changed first; kind "instance/KEY" (a single execution), newest period first;
  // kind "coverage" (what the run rests on), one.
  std::vector<RunDocument> documents;
  std::vector<RoutineIdentity> identities;  // of all routines as found
};

// Percent from 0 to 100.
using Progress = std::function<void(uint32_t percent)>;

// kFailedPrecondition, with what to do, when there are no events in the period. Pure apart from
// reading the store: same events, same options, same documents.
[[nodiscard]] Result<AnalysisResult> Analyze(EventStore& events, const AnalysisOptions& options,
                                             const Progress& progress);

}  // namespace adit
