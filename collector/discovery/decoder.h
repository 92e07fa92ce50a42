// Decode: the cheapest explanation of sessions as routine instances, some interleaved, and noise.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/step_model.h"

namespace adit {

struct DecodeOptions {
  uint32_t beam = 24;          // explanations kept at each step
  uint32_t open_tasks = 3;     // instances open at once; 1 = contiguous with noise inside
  uint32_t longest_gap = 60;  // steps after which an open instance that does not go on is given up
};

// Dynamic programming over the steps of each session: at each step every kept explanation treats it
// as noise, goes on with an open instance or begins one; equal states are merged, the state with
// nothing open is always kept. Time O(steps x beam), memory O(window x beam): long sessions are
// settled every few thousand steps. Sessions are independent, so the result does not depend on
// `threads`.
[[nodiscard]] Assignment Decode(const StepLog& log, const std::vector<uint32_t>& sessions,
                                const StepModel& model, const std::vector<uint8_t>& pause_bucket,
                                const DecodeOptions& options, unsigned threads);

}  // namespace adit
