#include "collector/discovery/chain_families.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace adit {
namespace {

// Union-find over labels.
class Families {
 public:
  uint32_t Find(uint32_t label) {
    parent_.try_emplace(label, label);
    uint32_t root = label;
    while (parent_[root] != root) root = parent_[root];
    while (parent_[label] != root) label = std::exchange(parent_[label], root);
    return root;
  }
  void Join(uint32_t a, uint32_t b) { parent_[Find(a)] = Find(b); }

 private:
  std::unordered_map<uint32_t, uint32_t> parent_;
};

bool Repeats(const StepLog& log, const Piece& chain) {
  std::vector<uint32_t> labels;
  for (const uint32_t step : chain) labels.push_back(log.steps[step].label);
  std::sort(labels.begin(), labels.end());
  return std::adjacent_find(labels.begin(), labels.end()) != labels.end();
}

}  // namespace

std::vector<Piece> CutFamilies(const StepLog& log, const std::vector<Piece>& chains,
                               const ChooseCut& choose) {
  Families families;
  for (const Piece& chain : chains) {
    if (chain.size() < 2) continue;
    const uint32_t first = log.steps[chain[0]].label;
    for (const uint32_t step : chain) families.Join(first, log.steps[step].label);
  }
  std::map<uint32_t, std::vector<const Piece*>> members;
  std::map<uint32_t, bool> loops;
  for (const Piece& chain : chains) {
    if (chain.size() < 2) continue;
    const uint32_t family = families.Find(log.steps[chain[0]].label);
    members[family].push_back(&chain);
    loops[family] = loops[family] || Repeats(log, chain);
  }
  std::map<uint32_t, EndsBetween> cuts;
  for (const auto& [family, list] : members) {
    if (loops[family]) cuts.emplace(family, choose(list));
  }
  std::vector<Piece> out;
  for (const Piece& chain : chains) {
    const auto cut = cuts.find(families.Find(log.steps[chain[0]].label));
    if (chain.size() < 2 || cut == cuts.end()) {
      out.push_back(chain);
      continue;
    }
    Piece current;
    for (const uint32_t step : chain) {
      if (!current.empty() && cut->second(log.steps[current.back()].label, log.steps[step].label)) {
        out.push_back(std::move(current));
        current = {};
      }
      current.push_back(step);
    }
    out.push_back(std::move(current));
  }
  return out;
}

}  // namespace adit
