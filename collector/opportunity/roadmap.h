// Roadmap: which routine to automate first, with every figure's parts and reasons.
//
// docs/formats/roadmap.md holds the formula and a worked example that a test recomputes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collector/model/routine.h"

namespace adit {

// What is assumed about money, effort and people; an operator's to change.
struct RoadmapAssumptions {
  double working_days_per_month = 21;
  double hourly_cost = 45;                 // in the operator's currency
  double build_base_hours = 16;            // any automation: analysis, set-up, acceptance
  double build_hours_per_step = 2;         // each distinct step
  double build_hours_per_app = 6;          // each application touched
  double build_hours_per_branch = 3;       // each branching that is not rare
  double maintenance_share_per_year = 0.2; // of the build effort
  double default_step_seconds = 4;         // where the log has no times
  double exception_handling_share = 1.0;   // share of an exception's time that stays with people
  // 0..1 by application name; an unlisted application counts as default_automatability.
  std::map<std::string, double> app_automatability;
  double default_automatability = 0.7;
};

// A part of the score; the parts' points add up to the entry's score.
struct ScorePart {
  std::string key;     // "saving", "determinism", "data", "applications", "stability", "confidence"
  double value = 0;    // 0..1
  double weight = 0;   // points at value 1
  double points = 0;   // value * weight
  std::string reason;  // one sentence
};

struct RoadmapEntry {
  uint32_t routine = 0;                // position in Discovery::routines
  double runs_per_month = 0;
  double hours_per_month = 0;
  double hours_low = 0;                // 90 % interval
  double hours_high = 0;
  bool times_assumed = false;          // the log had no times: steps times default_step_seconds
  double automatable_share = 0;        // of the time
  double build_hours = 0;
  double maintenance_hours_per_month = 0;
  double saved_hours_per_month = 0;    // net of exceptions and maintenance; may be negative
  double saved_low = 0;                // with the assumptions varied by a quarter against the case
  double saved_high = 0;
  double payback_months = -1;          // -1: never
  double score = 0;                    // 0..100, sum of the parts' points
  std::vector<ScorePart> parts;
  std::vector<std::string> reasons;    // sentences for a person
};

struct Roadmap {
  std::vector<RoadmapEntry> entries;   // best first
  RoadmapAssumptions assumptions;
};

[[nodiscard]] Roadmap BuildRoadmap(const Discovery& discovery, const RoadmapAssumptions& assumptions);

}  // namespace adit
