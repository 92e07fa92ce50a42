// Learn: routines and the assignment of every step to an instance or to noise.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/discover.h"
#include "collector/discovery/step_model.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

struct Learnt {
  StepModel model;
  Assignment assignment;  // of all sessions
  double bits_noise_only = 0;
  double bits = 0;        // with the model's
  double bits_total = 0;  // of the steps learnt from, the model's own included
};

// Guesses pieces, groups them, then decodes and estimates in turn until the description stops
// getting shorter; what stays unexplained is looked through again for further routines.
[[nodiscard]] Learnt Learn(const StepLog& log, const DiscoveryOptions& options);

// The same from a given assignment alone: what the description costs when it starts there (for
// tests of the search).
[[nodiscard]] Learnt LearnFrom(const StepLog& log, const DiscoveryOptions& options,
                               Assignment first);

}  // namespace adit
