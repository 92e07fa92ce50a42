// Figures of routines: from decoded instances to variants, durations, graphs, transfers and names.
#pragma once

#include "collector/discovery/learner.h"
#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Fills everything of `out` but the description lengths. Routines are ordered by the events they
// explain.
void FillDiscovery(const EventLog& log, const StepLog& steps, const Learnt& learnt, Discovery& out);

}  // namespace adit
