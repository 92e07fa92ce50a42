#include "collector/discovery/pass_cuts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "collector/discovery/chain_families.h"

namespace adit {
namespace {

constexpr size_t kMaxCandidates = 48;         // labels tried as the first of a pass
constexpr size_t kMaxEdges = 160;             // edges reconsidered one by one
constexpr int kMaxRounds = 40;                // labels chosen
constexpr size_t kMaxStepsLookedAt = 12'000;  // of one family of chains
constexpr double kRepeatBits = 0.3;           // of a label's further occurrence within a pass

double NLog(double n) { return n <= 0 ? 0 : n * std::log2(n); }

// Searches the cuts that describe one family's chains shortest: as passes through a graph with
// starts and ends.
class CutSearch {
 public:
  CutSearch(const StepLog& log, const std::vector<const Piece*>& chains) {
    size_t steps = 0;
    for (const Piece* chain : chains) {
      if (steps > kMaxStepsLookedAt) break;
      steps += chain->size();
      ++chains_;
      uint32_t previous = 0;
      for (size_t i = 0; i < chain->size(); ++i) {
        const uint32_t label = log.steps[(*chain)[i]].label;
        const auto [own, added] = own_.try_emplace(label, static_cast<uint32_t>(labels_.size()));
        if (added) labels_.push_back(label), count_.push_back(0), first_.push_back(0);
        const uint32_t b = own->second;
        ++count_[b];
        if (i == 0) ++first_[b];
        // The edge before each step; a chain's first has none.
        uint32_t edge = kNone;
        if (i > 0) {
          const auto [at, fresh] = edge_of_.try_emplace((static_cast<uint64_t>(previous) << 32) | b,
                                                        static_cast<uint32_t>(edges_.size()));
          if (fresh) edges_.push_back({previous, b, 0});
          edge = at->second;
          ++edges_[edge].count;
        }
        sequence_.push_back({b, edge});
        previous = b;
      }
    }
    last_.assign(labels_.size(), 0);
    for (size_t i = 0; i < sequence_.size(); ++i) {
      if (i + 1 == sequence_.size() || sequence_[i + 1].edge == kNone) ++last_[sequence_[i].label];
    }
    cut_.assign(edges_.size(), false);
  }

  void Run() {
    CutBefore(
        static_cast<uint32_t>(std::max_element(first_.begin(), first_.end()) - first_.begin()));
    Reconsider(ChooseLabels());
    CountEnds();
  }

  // Whether the pass ends between two steps with these labels.
  [[nodiscard]] bool Cuts(uint32_t a, uint32_t b) const {
    const auto x = own_.find(a);
    const auto y = own_.find(b);
    if (x == own_.end() || y == own_.end()) return false;
    const auto edge = edge_of_.find((static_cast<uint64_t>(x->second) << 32) | y->second);
    if (edge != edge_of_.end()) return cut_[edge->second];
    return ends_often_[x->second] && starts_often_[y->second];
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFFU;
  struct Edge {
    uint32_t a, b, count;
  };
  struct Item {
    uint32_t label, edge;
  };

  // Adds the labels one by one that shorten the description most when passes begin there.
  double ChooseLabels() {
    std::vector<uint32_t> candidates(labels_.size());
    std::iota(candidates.begin(), candidates.end(), 0U);
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](uint32_t a, uint32_t b) { return count_[a] > count_[b]; });
    if (candidates.size() > kMaxCandidates) candidates.resize(kMaxCandidates);
    double best = Bits();
    for (int round = 0; round < kMaxRounds; ++round) {
      uint32_t chosen = kNone;
      for (const uint32_t c : candidates) {
        std::vector<uint32_t> changed = CutBefore(c);
        if (changed.empty()) continue;
        const double bits = Bits();
        if (bits < best - 1e-6) best = bits, chosen = c;
        for (const uint32_t e : changed) cut_[e] = false;
      }
      if (chosen == kNone) break;
      CutBefore(chosen);
    }
    return best;
  }

  std::vector<uint32_t> CutBefore(uint32_t label) {
    std::vector<uint32_t> changed;
    for (uint32_t e = 0; e < edges_.size(); ++e) {
      if (edges_[e].b != label || cut_[e]) continue;
      cut_[e] = true;
      changed.push_back(e);
    }
    return changed;
  }

  // Each frequent edge on its own: a label may begin a pass after one label and go on after
  // another.
  void Reconsider(double best) {
    std::vector<uint32_t> order(edges_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t x, uint32_t y) { return edges_[x].count > edges_[y].count; });
    if (order.size() > kMaxEdges) order.resize(kMaxEdges);
    for (int round = 0; round < 2; ++round) {
      bool changed = false;
      for (const uint32_t e : order) {
        cut_[e] = !cut_[e];
        const double bits = Bits();
        if (bits < best - 1e-6) {
          best = bits;
          changed = true;
        } else {
          cut_[e] = !cut_[e];
        }
      }
      if (!changed) break;
    }
  }

  // Bits of the sequence: starts, what follows what or ends, repeats within a pass, and the graph
  // itself.
  double Bits() {
    const size_t n = labels_.size();
    starts_ = first_;
    ends_ = last_;

    double parameters = 0;
    double passes = static_cast<double>(chains_);
    double bits = 0;
    for (size_t e = 0; e < edges_.size(); ++e) {
      const Edge& edge = edges_[e];
      if (cut_[e]) {
        starts_[edge.b] += edge.count;
        ends_[edge.a] += edge.count;
        passes += edge.count;
      } else {
        bits -= NLog(edge.count);
        ++parameters;
      }
    }
    bits += NLog(passes);
    for (size_t l = 0; l < n; ++l) {
      bits += NLog(count_[l]) - NLog(ends_[l]) - NLog(starts_[l]);
      parameters += (starts_[l] > 0 ? 1 : 0) + (ends_[l] > 0 ? 1 : 0);
    }
    with_.assign(n, 0);
    stamp_.assign(n, 0);
    uint32_t pass = 0;
    for (const Item& item : sequence_) {
      if (item.edge == kNone || cut_[item.edge]) ++pass;
      if (stamp_[item.label] != pass) stamp_[item.label] = pass, ++with_[item.label];
    }
    for (size_t l = 0; l < n; ++l) {
      const double more = count_[l] - with_[l];
      bits += kRepeatBits * more;
    }
    const double each = std::log2(static_cast<double>(n) + 1) + 0.5 * std::log2(passes + 1);
    return bits + parameters * each;
  }

  void CountEnds() {
    Bits();
    for (size_t l = 0; l < labels_.size(); ++l) {
      ends_often_.push_back(ends_[l] * 2 > count_[l]);
      starts_often_.push_back(starts_[l] * 2 > count_[l]);
    }
  }

  std::unordered_map<uint32_t, uint32_t> own_;
  std::unordered_map<uint64_t, uint32_t> edge_of_;
  std::vector<uint32_t> labels_;
  std::vector<uint32_t> count_, first_, last_;  // of each label: all, first and last of a chain
  std::vector<Edge> edges_;
  std::vector<Item> sequence_;
  std::vector<bool> cut_;
  uint32_t chains_ = 0;
  std::vector<uint32_t> starts_, ends_, with_, stamp_;

  std::vector<bool> ends_often_, starts_often_;
};

}  // namespace

std::vector<Piece> CutPasses(const StepLog& log, std::vector<Piece> chains) {
  return CutFamilies(log, chains, [&](const std::vector<const Piece*>& family) -> EndsBetween {
    const auto search = std::make_shared<CutSearch>(log, family);
    search->Run();
    return [search](uint32_t label, uint32_t next) { return search->Cuts(label, next); };
  });
}

}  // namespace adit
