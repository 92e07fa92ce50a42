// Routines and their place on the roadmap as JSON: the shapes of docs/formats/discovery.md.
#pragma once

#include <string>

#include "collector/model/routine.h"
#include "collector/opportunity/roadmap.h"

namespace adit {

// {"routines":[…]} with activities, variants, graph, transfers and figures and, per routine, its score
// with parts and reasons; ordered as the roadmap. Activity numbers are resolved to names; keys are in
// ascending order, so that equal results are equal bytes.
[[nodiscard]] std::string RoutinesJson(const Discovery& discovery, const Roadmap& roadmap);

// One routine as a JSON object, for an API's detail answer. `entry` may be null.
[[nodiscard]] std::string RoutineJson(const Discovery& discovery, const Routine& routine,
                                      const RoadmapEntry* entry);

}  // namespace adit
