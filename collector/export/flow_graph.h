// FlowGraph: a routine's directly-follows graph thinned out and laid on a grid, for drawn exports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "collector/model/routine.h"

namespace adit {

// Node 0 is the start, the last one the end, between them the activities in order of mean position.
struct FlowNode {
  uint32_t activity = kNoActivity;  // kNoActivity for start and end
  int column = 0;                   // from the left, from 0
  int row = 0;                      // 0 = main path, 1, 2 … below it
};

struct FlowEdge {
  size_t from = 0;  // positions in nodes
  size_t to = 0;
  uint64_t count = 0;
};

struct FlowGraph {
  std::vector<FlowNode> nodes;
  std::vector<FlowEdge> edges;  // by from, then to
};

// Keeps the edges with at least `min_share` of the instances and, so that every node lies on a way from
// start to end, the most frequent edge into and out of each node. Self-loops are left out: the step says
// itself that it repeats.
[[nodiscard]] FlowGraph ThinFlowGraph(const Routine& routine, double min_share);

}  // namespace adit
