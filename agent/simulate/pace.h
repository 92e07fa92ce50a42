// Pace: how long people take, drawn without floating point so that a seed means the same for ever.
#pragma once

#include <cstdint>

#include "common/base/random.h"

namespace adit::simulate {

// A log-normal time (σ = 0.75) with this median, in µs. Humans are slow now and then, never
// regular.
[[nodiscard]] int64_t DrawTime(Random& random, int64_t median_ms);

}  // namespace adit::simulate
