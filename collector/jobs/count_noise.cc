#include "collector/jobs/count_noise.h"

#include "common/base/check.h"

namespace adit {
namespace {

constexpr uint64_t kThousandths = 1000;

// True with the chance exp(-numerator / denominator). REQUIRES: numerator <= denominator.
bool DrawExponential(uint64_t numerator, uint64_t denominator, Random& random) {
  uint64_t k = 1;
  while (random.Below(denominator * k) < numerator) ++k;
  return k % 2 == 1;
}

}  // namespace

int64_t DrawCountNoise(int64_t milli_epsilon, Random& random) {
  ADIT_CHECK(milli_epsilon >= 1);
  for (;;) {
    const uint64_t part = random.Below(kThousandths);
    if (!DrawExponential(part, kThousandths, random)) continue;
    uint64_t whole = 0;
    while (DrawExponential(1, 1, random)) ++whole;
    const uint64_t size = (part + kThousandths * whole) / static_cast<uint64_t>(milli_epsilon);
    const bool negative = random.Below(2) == 1;
    if (negative && size == 0) continue;  // zero must not be drawn twice as often
    return negative ? -static_cast<int64_t>(size) : static_cast<int64_t>(size);
  }
}

}  // namespace adit
