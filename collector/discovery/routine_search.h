// SearchRoutines: joins and unites the routines of an assignment while that shortens its
// description.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/step_model.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Decoding and estimating in turn only ever sharpens the routines they begin with. This looks
// further: instances of one routine that come right before, right after or inside those of another
// become one instance with them (loops: a run of them), two routines become one with variants, and
// one that mixes two is taken apart, whenever the steps are then told in fewer bits; instances
// without a partner stay what they were or become a variant, whichever is shorter. `model` was
// estimated from the assignment, `pause` as in EstimateModel. Returns the bits saved by its own
// reckoning. Deterministic; about O(steps x pairs of neighbours).
double SearchRoutines(const StepLog& log, const StepModel& model, const std::vector<uint8_t>& pause,
                      Assignment& assignment);

}  // namespace adit
