#include "tests/quality/discovery/baselines.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "collector/discovery/evaluation_measures.h"

namespace adit::quality {
namespace {

using Graph = std::map<uint32_t, std::set<uint32_t>>;
constexpr uint32_t kNobody = 0xFFFFFFFFU;

// Positions by person, so that nobody's work is mixed with another's.
std::vector<std::vector<uint32_t>> ByPerson(const EventLog& log) {
  std::map<uint32_t, std::vector<uint32_t>> people;
  uint32_t user = 0;
  for (uint32_t i = 0; i < log.events.size(); ++i) {
    if (log.events[i].user != 0) user = log.events[i].user;
    people[user].push_back(i);
  }
  std::vector<std::vector<uint32_t>> out;
  for (auto& [name, events] : people) out.push_back(std::move(events));
  return out;
}

// Strongly connected components (Tarjan, with an own stack).
std::vector<std::set<uint32_t>> Components(const Graph& graph, const std::set<uint32_t>& nodes) {
  std::map<uint32_t, uint32_t> index, low;
  std::set<uint32_t> on_stack;
  std::vector<uint32_t> stack;
  std::vector<std::set<uint32_t>> out;
  uint32_t next = 0;
  struct Frame {
    uint32_t node;
    std::vector<uint32_t> successors;
    size_t at = 0;
  };
  const auto frame_of = [&](uint32_t node) {
    index[node] = low[node] = next++;
    stack.push_back(node);
    on_stack.insert(node);
    Frame frame{node, {}, 0};
    const auto found = graph.find(node);
    if (found != graph.end()) {
      for (const uint32_t s : found->second) {
        if (nodes.count(s) > 0) frame.successors.push_back(s);
      }
    }
    return frame;
  };
  for (const uint32_t root : nodes) {
    if (index.count(root) > 0) continue;
    std::vector<Frame> frames = {frame_of(root)};
    while (!frames.empty()) {
      Frame& frame = frames.back();
      if (frame.at < frame.successors.size()) {
        const uint32_t s = frame.successors[frame.at++];
        if (index.count(s) == 0) {
          frames.push_back(frame_of(s));
        } else if (on_stack.count(s) > 0) {
          low[frame.node] = std::min(low[frame.node], index[s]);
        }
        continue;
      }
      const uint32_t node = frame.node;
      if (low[node] == index[node]) {
        std::set<uint32_t> component;
        for (uint32_t top = kNobody; top != node;) {
          top = stack.back();
          stack.pop_back();
          on_stack.erase(top);
          component.insert(top);
        }
        out.push_back(std::move(component));
      }
      frames.pop_back();
      if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[node]);
    }
  }
  return out;
}

// The component's header: its node met first on a walk from the entry (for a reducible graph the dominating one).
uint32_t Header(const Graph& graph, uint32_t entry, const std::set<uint32_t>& component) {
  std::vector<uint32_t> queue = {entry};
  std::set<uint32_t> seen = {entry};
  for (size_t i = 0; i < queue.size(); ++i) {
    if (component.count(queue[i]) > 0) return queue[i];
    const auto found = graph.find(queue[i]);
    if (found == graph.end()) continue;
    for (const uint32_t s : found->second) {
      if (seen.insert(s).second) queue.push_back(s);
    }
  }
  return *component.begin();
}

struct BackEdges {
  std::map<uint32_t, std::set<uint32_t>> sources;    // by target
  std::map<uint32_t, std::set<uint32_t>> component;  // by target
};

void FindBackEdges(Graph graph, uint32_t entry, const std::set<uint32_t>& nodes, int depth, BackEdges& out) {
  if (depth > 50) return;
  for (const auto& component : Components(graph, nodes)) {
    if (component.size() < 2) continue;
    const uint32_t header = Header(graph, component.count(entry) > 0 ? entry : entry, component);
    Graph rest = graph;
    bool any = false;
    for (const uint32_t node : component) {
      if (rest[node].erase(header) == 0) continue;
      out.sources[header].insert(node);
      any = true;
    }
    auto& known = out.component[header];
    if (known.size() < component.size()) known = component;
    if (any) FindBackEdges(rest, header, component, depth + 1, out);
  }
}

}  // namespace

std::vector<uint32_t> BackEdgeSegments(const LabelledLog& log) {
  const auto labels = evaluation::RawLabels(log.log);
  std::vector<uint32_t> out(labels.size(), kNoLabel);
  uint32_t segments = 0;
  for (const auto& events : ByPerson(log.log)) {
    Graph graph;
    std::set<uint32_t> nodes;
    for (size_t i = 0; i < events.size(); ++i) {
      nodes.insert(labels[events[i]]);
      if (i > 0) graph[labels[events[i - 1]]].insert(labels[events[i]]);
    }
    if (nodes.size() > 3000) continue;  // the recursion is quadratic: not meant for so many labels
    BackEdges edges;
    FindBackEdges(graph, labels[events[0]], nodes, 0, edges);
    uint32_t target = kNobody;
    for (const uint32_t event : events) {
      const uint32_t label = labels[event];
      if (target == kNobody || (label == target && edges.sources.count(label) > 0)) {
        if (edges.sources.count(label) == 0) continue;
        target = label;
        ++segments;
      } else if (edges.component[target].count(label) == 0) {
        target = kNobody;
        continue;
      }
      out[event] = segments - 1;
      if (edges.sources[target].count(label) > 0) target = kNobody;
    }
  }
  return out;
}

std::vector<uint32_t> PauseSegments(const LabelledLog& log) {
  std::vector<uint32_t> out(log.log.events.size(), kNoLabel);
  uint32_t segment = 0;
  for (const auto& events : ByPerson(log.log)) {
    double sum = 0;
    double squares = 0;
    double n = 0;
    for (size_t i = 0; i < events.size(); ++i) {
      bool cut = i == 0;
      const int64_t now = log.log.events[events[i]].time_us;
      const int64_t before = i == 0 ? kNoTime : log.log.events[events[i - 1]].time_us;
      if (log.ignore_time || now == kNoTime || before == kNoTime) {
        cut = cut || i % 15 == 0;
      } else {
        const double pause = std::max(0.0, static_cast<double>(now - before) * 1e-6);
        const double mean = n == 0 ? 0 : sum / n;
        cut = cut || (n > 10 && pause > mean + std::sqrt(std::max(0.0, squares / n - mean * mean)));
        sum += pause, squares += pause * pause, n += 1;
      }
      segment += cut && !(segment == 0 && i == 0) ? 1 : 0;
      out[events[i]] = segment;
    }
  }
  return out;
}

}  // namespace adit::quality
