// CountNoise: noise that hides whether any one person is in a count.
#pragma once

#include <cstdint>

#include "common/base/random.h"

namespace adit {

// A draw from the two-sided geometric distribution, P(n) proportional to exp(-|n| epsilon), with
// epsilon in thousandths: added to a count that one person changes by at most one, the sum is
// epsilon-differentially private (Ghosh, Roughgarden, Sundararajan, "Universally utility-maximizing
// privacy mechanisms", 2009). Drawn exactly, in integers (Canonne, Kamath, Steinke, "The discrete
// Gaussian for differential privacy", 2020, algorithm 2): floating-point noise can tell what it
// should hide (Mironov, 2012). REQUIRES: milli_epsilon >= 1.
[[nodiscard]] int64_t DrawCountNoise(int64_t milli_epsilon, Random& random);

}  // namespace adit
