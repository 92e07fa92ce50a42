// SearchLimits: the constraints that every search keeps.
#pragma once

#include <cstdint>

namespace adit::mining {

struct SearchLimits {
  uint32_t max_gap = 0;     // 0 = none
  uint32_t max_span = 0;    // 0 = none
  uint32_t max_length = 0;  // 0 = none
};

}  // namespace adit::mining
