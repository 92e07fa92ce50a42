#include "collector/export/flow_graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace adit {
namespace {

// The best edge into and out of each node by frequency, then by number, so that the result is unique.
void KeepBest(const std::vector<FlowEdge>& all, size_t FlowEdge::*side, std::set<size_t>& kept) {
  std::map<size_t, size_t> best;
  for (size_t i = 0; i < all.size(); ++i) {
    const auto [found, inserted] = best.emplace(all[i].*side, i);
    if (!inserted && all[i].count > all[found->second].count) found->second = i;
  }
  for (const auto& [node, edge] : best) kept.insert(edge);
}

std::vector<bool> Reachable(const FlowGraph& graph, size_t origin, size_t FlowEdge::*tail,
                            size_t FlowEdge::*head) {
  std::vector<bool> seen(graph.nodes.size());
  std::vector<size_t> stack = {origin};
  seen[origin] = true;
  while (!stack.empty()) {
    const size_t node = stack.back();
    stack.pop_back();
    for (const FlowEdge& edge : graph.edges) {
      if (edge.*tail != node || seen[edge.*head]) continue;
      seen[edge.*head] = true;
      stack.push_back(edge.*head);
    }
  }
  return seen;
}

// Thinning can leave a loop without a way in or out: join such nodes to start and end.
void Connect(FlowGraph& graph) {
  const size_t end = graph.nodes.size() - 1;
  for (size_t node = 1; node < end; ++node) {
    if (!Reachable(graph, 0, &FlowEdge::from, &FlowEdge::to)[node]) graph.edges.push_back({0, node, 0});
    if (!Reachable(graph, end, &FlowEdge::to, &FlowEdge::from)[node]) {
      graph.edges.push_back({node, end, 0});
    }
  }
}

}  // namespace

FlowGraph ThinFlowGraph(const Routine& routine, double min_share) {
  FlowGraph graph;
  std::unordered_map<uint32_t, size_t> position;
  graph.nodes.push_back({});
  const std::set<uint32_t> main_path(routine.main_path.begin(), routine.main_path.end());
  int side_row = 0;
  for (const uint32_t activity : routine.activities) {
    position[activity] = graph.nodes.size();
    FlowNode node{activity, static_cast<int>(graph.nodes.size()), 0};
    if (main_path.count(activity) == 0) node.row = 1 + side_row++ % 3;
    graph.nodes.push_back(node);
  }
  graph.nodes.push_back({kNoActivity, static_cast<int>(graph.nodes.size()), 0});
  const size_t end = graph.nodes.size() - 1;

  std::vector<FlowEdge> all;
  for (const FollowsEdge& edge : routine.graph) {
    const auto from = edge.from == kNoActivity ? position.end() : position.find(edge.from);
    const auto to = edge.to == kNoActivity ? position.end() : position.find(edge.to);
    if ((edge.from != kNoActivity && from == position.end()) ||
        (edge.to != kNoActivity && to == position.end()) || edge.from == edge.to) {
      continue;
    }
    all.push_back({edge.from == kNoActivity ? 0 : from->second,
                   edge.to == kNoActivity ? end : to->second, edge.count});
  }
  std::set<size_t> kept;
  for (size_t i = 0; i < all.size(); ++i) {
    if (static_cast<double>(all[i].count) >= min_share * static_cast<double>(routine.instances)) {
      kept.insert(i);
    }
  }
  KeepBest(all, &FlowEdge::from, kept);
  KeepBest(all, &FlowEdge::to, kept);
  for (const size_t i : kept) graph.edges.push_back(all[i]);
  Connect(graph);
  std::sort(graph.edges.begin(), graph.edges.end(), [](const FlowEdge& a, const FlowEdge& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  return graph;
}

}  // namespace adit
