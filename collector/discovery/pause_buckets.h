// PauseBuckets: the pause before each step as one of a few buckets, so that its meaning can be
// learnt.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/reconstruct/step_log.h"

namespace adit {

inline constexpr uint32_t kPauseBucketCount = 12;

// Buckets are quantiles of the log's own pauses: no unit of time is better known than any other.
// Bucket 0 holds steps that begin a session. Empty when the log has no usable times.
[[nodiscard]] std::vector<uint8_t> PauseBuckets(const StepLog& log);

}  // namespace adit
