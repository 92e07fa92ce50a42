// LabelCores: labels that come together wherever they come, the distinctive steps of a routine.
//
// A step that several routines share (a search, a mail sent) tells little about what is being done;
// one that belongs to a single routine tells all. Two labels belong together when each is mostly
// met near the other, corrected for chance. That holds across noise and interleaved work, in any
// order, and needs no border.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/reconstruct/step_log.h"

namespace adit {

inline constexpr uint32_t kNoCore = 0xFFFFFFFFU;

struct LabelCores {
  std::vector<uint32_t> core_of_label;  // kNoCore: rare, or shared
  uint32_t cores = 0;                   // numbered by the steps they have, most first
};

struct CoreOptions {
  uint32_t window = 16;    // steps before and after
  double together = 0.5;   // share of either label's occurrences near the other's, beyond chance
  double satellite = 0.6;  // share of a label's occurrences near the core's
};

// Steps with skip[step] set are passed over. O(steps x window); deterministic.
[[nodiscard]] LabelCores FindCores(const StepLog& log, const std::vector<uint32_t>& sessions,
                                   const std::vector<bool>& skip, const CoreOptions& options);

}  // namespace adit
