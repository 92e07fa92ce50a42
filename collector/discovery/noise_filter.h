// FindNoise: steps that no step shortly before or after them explains, found without knowing any
// routine.
//
// One hidden Markov chain over labels for all routines together, whose noise keeps the chain's
// memory: after a b NOISE, c is predicted from b. Estimated by expectation-maximisation (Baum et
// al., 1970) from label pairs within a window; since noise may be anything, a label that comes and
// goes at random is cheaper as noise.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/reconstruct/step_log.h"

namespace adit {

// An entry a step of the log: whether it is more probably noise. Steps outside `sessions` or with
// skip[step] are passed over and stay false. O(steps x window).
[[nodiscard]] std::vector<bool> FindNoise(const StepLog& log, const std::vector<uint32_t>& sessions,
                                          const std::vector<bool>& skip);

}  // namespace adit
