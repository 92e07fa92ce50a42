#include "collector/discovery/routine_seeds.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace adit {
namespace {

constexpr double kAlike = 0.5;
constexpr size_t kMaxSeeds = 1500;

struct Group {
  std::unordered_map<uint32_t, double> with;  // label to pieces that have it
  double pieces = 0;
};

// Labels in order, loops taken once: passes through a loop differ in number only.
std::vector<uint32_t> Shape(const StepLog& log, const Piece& piece) {
  std::vector<uint32_t> labels;
  for (const uint32_t step : piece) labels.push_back(log.steps[step].label);
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

double Likeness(const std::vector<uint32_t>& shape, const Group& group,
                const std::vector<double>& weight) {
  double shared = 0;
  double all = 0;
  for (const auto& [label, with] : group.with) all += weight[label] * with / group.pieces;
  for (const uint32_t label : shape) {
    const auto found = group.with.find(label);
    const double share = found == group.with.end() ? 0 : found->second / group.pieces;
    shared += weight[label] * share;
    all += weight[label] * (1 - share);
  }
  return all == 0 ? 0 : shared / all;
}

}  // namespace

Assignment GroupPieces(const StepLog& log, std::vector<Piece> pieces, uint32_t min_instances) {
  std::map<std::vector<uint32_t>, std::vector<uint32_t>> variants;
  std::vector<double> weight(log.labels.size(), 0);
  double total = 0;
  for (uint32_t p = 0; p < pieces.size(); ++p) {
    variants[Shape(log, pieces[p])].push_back(p);
    for (const uint32_t step : pieces[p]) ++weight[log.steps[step].label], ++total;
  }
  for (double& w : weight) w = w == 0 ? 0 : std::log2(1 + total / w);
  std::vector<const std::pair<const std::vector<uint32_t>, std::vector<uint32_t>>*> order;
  for (const auto& variant : variants) order.push_back(&variant);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return a->second.size() > b->second.size();
  });
  std::vector<Group> groups;
  std::unordered_map<uint32_t, std::vector<uint32_t>> of_label;  // label to groups that have it
  std::vector<uint32_t> group_of(pieces.size(), 0xFFFFFFFFU);
  for (const auto* variant : order) {
    const auto& shape = variant->first;
    std::vector<uint32_t> near;
    for (const uint32_t label : shape) {
      const auto& list = of_label[label];
      near.insert(near.end(), list.begin(), list.end());
    }
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
    uint32_t best = 0xFFFFFFFFU;
    double best_likeness = kAlike;
    for (const uint32_t g : near) {
      const double likeness = Likeness(shape, groups[g], weight);
      if (likeness > best_likeness) best_likeness = likeness, best = g;
    }
    if (best == 0xFFFFFFFFU) {
      if (groups.size() >= kMaxSeeds) continue;
      best = static_cast<uint32_t>(groups.size());
      groups.emplace_back();
    }
    for (const uint32_t label : shape) {
      const auto [found, added] = groups[best].with.try_emplace(label, 0.0);
      found->second += static_cast<double>(variant->second.size());
      if (added) of_label[label].push_back(best);
    }
    groups[best].pieces += static_cast<double>(variant->second.size());
    for (const uint32_t p : variant->second) group_of[p] = best;
  }
  Assignment out;
  for (uint32_t p = 0; p < pieces.size(); ++p) {
    if (group_of[p] == 0xFFFFFFFFU || groups[group_of[p]].pieces < min_instances) continue;
    out.pieces.push_back(std::move(pieces[p]));
    out.routine.push_back(group_of[p]);
  }
  return out;
}

}  // namespace adit
