// MixedLog: several labelled logs as one person's work, with foreign events and interleaved cases.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/quality/discovery/labelled_log.h"

namespace adit::quality {

struct MixOptions {
  uint64_t seed = 1;
  double noise = 0;         // events inserted, as a share of the result
  double interleaved = 0;   // share of cases that are merged with a neighbour, in runs of one to five events
  size_t max_cases = 600;   // of each log
};

// The cases of all logs, shuffled. Two thirds of the inserted events are from a small office of other
// applications (they repeat, the most frequent ones often); one third repeats events of the logs out of place.
// No times. The same options give the same log for ever.
[[nodiscard]] LabelledLog MixLogs(const std::vector<const LabelledLog*>& logs, const MixOptions& options);

}  // namespace adit::quality
