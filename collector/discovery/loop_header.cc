#include "collector/discovery/loop_header.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "collector/discovery/chain_families.h"

namespace adit {
namespace {

constexpr size_t kMaxCandidates = 64;
// A label's further occurrences in a pass; without it one endless pass would be best.
constexpr double kRepeatBits = 2;
constexpr size_t kMaxStepsLookedAt = 60'000;  // of one family of chains

// Bits to tell how often each label occurs in each pass when `header` begins the passes.
double PassBits(const StepLog& log, const std::vector<const Piece*>& chains, uint32_t header) {
  std::unordered_map<uint32_t, std::map<uint32_t, uint32_t>>
      histogram;  // label -> times in a pass -> passes
  std::unordered_map<uint32_t, uint32_t> current;
  uint32_t passes = 0;
  size_t looked_at = 0;
  const auto close = [&] {
    if (current.empty()) return;
    ++passes;
    for (const auto& [label, times] : current) ++histogram[label][times];
    current.clear();
  };
  for (const Piece* chain : chains) {
    for (const uint32_t step : *chain) {
      const uint32_t label = log.steps[step].label;
      if (label == header) close();
      ++current[label];
    }
    close();
    looked_at += chain->size();
    if (looked_at > kMaxStepsLookedAt) break;
  }
  double bits = 0;
  for (const auto& [label, times] : histogram) {
    uint32_t with = 0;
    for (const auto& [n, count] : times) with += count;
    const auto add = [&](double count) {
      bits -= count == 0 ? 0 : count * std::log2(count / passes);
    };
    add(passes - with);
    for (const auto& [n, count] : times) add(count), bits += kRepeatBits * count * (n - 1);
  }
  return bits;
}

// The label to cut before, or nothing when the chains run through no loop.
uint32_t ChooseHeader(const StepLog& log, const std::vector<const Piece*>& chains) {
  std::unordered_map<uint32_t, uint32_t> count;
  std::unordered_map<uint32_t, uint32_t> starts;
  std::vector<uint32_t> in_order;  // by first occurrence
  for (const Piece* chain : chains) {
    ++starts[log.steps[chain->front()].label];
    for (const uint32_t step : *chain) {
      if (count[log.steps[step].label]++ == 0) in_order.push_back(log.steps[step].label);
    }
  }
  std::vector<uint32_t> candidates = in_order;
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](uint32_t a, uint32_t b) { return count[a] > count[b]; });
  if (candidates.size() > kMaxCandidates) candidates.resize(kMaxCandidates);
  std::vector<double> bits;
  for (const uint32_t label : candidates) bits.push_back(PassBits(log, chains, label));
  const double least = *std::min_element(bits.begin(), bits.end());
  // Every label of the outermost loop that occurs once a pass divides about equally well: where
  // chains begin, and what comes first, decides.
  uint32_t best = candidates[0];
  double best_score = -1;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (bits[i] > least * 1.15 + 16) continue;
    const double first = static_cast<double>(
        std::find(in_order.begin(), in_order.end(), candidates[i]) - in_order.begin());
    const double score = starts[candidates[i]] + 1 / (2 + first);
    if (score > best_score) best_score = score, best = candidates[i];
  }
  return best;
}

}  // namespace

std::vector<Piece> CutLoops(const StepLog& log, std::vector<Piece> chains) {
  return CutFamilies(log, chains, [&](const std::vector<const Piece*>& family) -> EndsBetween {
    return [header = ChooseHeader(log, family)](uint32_t, uint32_t next) { return next == header; };
  });
}

}  // namespace adit
