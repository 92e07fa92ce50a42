// SyntheticRoutine: cases of one made-up routine, for matrices of many small logs.
#pragma once

#include <cstdint>

#include "tests/quality/discovery/labelled_log.h"

namespace adit::quality {

struct SyntheticOptions {
  uint64_t seed = 1;
  uint32_t cases = 60;
  uint32_t shortest = 5;        // activities of the main path
  uint32_t longest = 16;
  double shared = 0.2;          // share of activities from a pool that all routines use
  double branching = 0.3;       // share of positions with an alternative, an optional, a swapped or a repeated part
  uint32_t starts = 1;          // different first activities
};

// A random main path with random deviations; each case follows them by chance. Activities have a name only. The
// same options give the same log for ever.
[[nodiscard]] LabelledLog SyntheticRoutine(const SyntheticOptions& options);

}  // namespace adit::quality
