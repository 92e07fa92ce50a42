// The graph side of a routine: directly-follows edges, data transfers, determinism.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/pieces.h"
#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// `members` are the routine's instances, `paths` each instance's activities, `pieces` its steps.
void FillGraph(const EventLog& log, const StepLog& steps, const std::vector<uint32_t>& members,
               const std::vector<std::vector<uint32_t>>& paths,
               const std::vector<const Piece*>& pieces, const Discovery& discovery,
               Routine& routine);

}  // namespace adit
