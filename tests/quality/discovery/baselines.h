// The two baselines discovery is compared with: clean-room forms of published ideas.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/quality/discovery/labelled_log.h"

namespace adit::quality {

// Segmentation by back edges of the directly-follows graph, after Leno et al. (ICPM 2020): dominators from
// the first event, strongly connected components with their header's back edges removed recursively, then one
// pass over the log that opens a segment at a back edge's target and closes it at its source. Events
// outside components belong to no segment. Segment numbers, kNoLabel = none.
[[nodiscard]] std::vector<uint32_t> BackEdgeSegments(const LabelledLog& log);

// Cuts where the pause is longer than mean plus standard deviation of all pauses so far (after Bernard et al.,
// 2021); every fifteen events where the log has no times.
[[nodiscard]] std::vector<uint32_t> PauseSegments(const LabelledLog& log);

}  // namespace adit::quality
