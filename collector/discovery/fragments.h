// JoinFragments: routines that only ever occur as a part of another one become that part.
#pragma once

#include <cstdint>

#include "collector/discovery/step_model.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Looks for routines whose instances nearly always come right before, right after or inside
// instances of one other routine, far more often than that routine's share of all instances
// explains, and joins them. Returns how many routines were joined; their number is no longer used.
// Deterministic; O(instances log instances).
uint32_t JoinFragments(const StepLog& log, Assignment& assignment);

}  // namespace adit
