// What the active policy demands of the collector.
#pragma once

#include <cstdint>

namespace adit {

struct PolicyTerms {
  // 0 = the policy says nothing: the collector's own setting counts alone.
  uint32_t min_people = 0;
  // Stored events and results of runs are erased at this age; 0 = never.
  int64_t keep_events_us = 0;
  int64_t keep_results_us = 0;
};

}  // namespace adit
