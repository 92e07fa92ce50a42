#include "collector/discovery/routine_cost.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace adit {
namespace {

constexpr uint32_t kUnknown = 0xFFFFFFFFU;
constexpr double kMostBits = 20;
constexpr double kNearlyAlways = 0.8;
constexpr size_t kRareOfInstances = 100;  // a label in fewer than one in so many is noise
constexpr size_t kFewInstances = 10;
constexpr double kBeginWeight = 0.5;

double Bits(double probability) {
  return std::min(kMostBits, -std::log2(std::max(probability, 1e-12)));
}

// What is counted of one label of the routine.
struct LabelCounts {
  uint32_t label = 0;
  double occurrences = 0, with = 0, more = 0, start = 0, end = 0, follow_from = 0;
};

}  // namespace

RoutineCost::RoutineCost(const StepLog& log, const StepModel& model, const Assignment& assignment)
    : log_(log), model_(model) {
  own_.assign(log.labels.size(), kUnknown);
  for (const Piece& piece : assignment.pieces) ++instances_of_[UserOf(piece)];
}

uint32_t RoutineCost::UserOf(const Piece& piece) const {
  const auto after =
      std::upper_bound(log_.sessions.begin(), log_.sessions.end(), piece.front(),
                       [](uint32_t step, const Session& s) { return step < s.begin; });
  return (after - 1)->user;
}

double RoutineCost::BeginBits(const std::vector<const Piece*>& pieces) const {
  std::unordered_map<uint32_t, double> own;
  for (const Piece* piece : pieces) ++own[UserOf(*piece)];
  double bits = 0;
  for (const auto& [user, n] : own) {
    const double all = std::max(n, instances_of_.at(user));
    bits += n * (model_.begin_outside + Bits(n / (all + kBeginWeight)));
  }
  return bits;
}

double RoutineCost::AsNoise(const std::vector<const Piece*>& pieces) const {
  double bits = 0;
  for (const Piece* piece : pieces) {
    for (const uint32_t step : *piece) {
      bits += model_.noise_label[log_.steps[step].label] + model_.noise_outside;
    }
  }
  return bits;
}

double RoutineCost::Of(const std::vector<const Piece*>& pieces) {
  if (pieces.size() < 2) return AsNoise(pieces);
  std::vector<LabelCounts> counts;
  double noise_steps = 0;
  for (const Piece* piece : pieces) {
    for (const uint32_t step : *piece) {
      uint32_t& own = own_[log_.steps[step].label];
      if (own == kUnknown) {
        own = static_cast<uint32_t>(counts.size());
        counts.push_back({log_.steps[step].label});
      }
      ++counts[own].occurrences;
    }
  }
  // As in the model: a label met once in many instances is noise that was taken in.
  const bool many = pieces.size() >= kFewInstances;
  std::vector<bool> rare(counts.size(), false);
  size_t labels = counts.size();
  for (size_t i = 0; i < counts.size(); ++i) {
    rare[i] = many && counts[i].occurrences * kRareOfInstances < static_cast<double>(pieces.size());
    labels -= rare[i] ? 1 : 0;
  }
  double noise_bits = 0;
  edges_.clear();
  last_piece_.assign(counts.size(), kUnknown);
  double instances = 0;
  double total = 0;
  for (uint32_t p = 0; p < pieces.size(); ++p) {
    uint32_t previous = kUnknown;
    for (const uint32_t step : *pieces[p]) {
      const uint32_t own = own_[log_.steps[step].label];
      if (rare[own]) {
        noise_bits += model_.noise_inside + model_.noise_label[counts[own].label];
        ++noise_steps;
        continue;
      }
      ++total;
      if (last_piece_[own] == p) {
        ++counts[own].more;
      } else {
        ++counts[own].with;
        last_piece_[own] = p;
      }
      if (previous == kUnknown) {
        ++counts[own].start;
      } else {
        edges_.push_back((static_cast<uint64_t>(previous) << 32) | own);
        ++counts[previous].follow_from;
      }
      previous = own;
    }
    if (previous == kUnknown) continue;
    ++counts[previous].end;
    ++instances;
  }
  for (const LabelCounts& c : counts) own_[c.label] = kUnknown;
  if (instances < 2) return AsNoise(pieces);

  double always = 0;
  double repeated = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (rare[i] || counts[i].with < kNearlyAlways * instances) continue;
    always += 1;
    repeated += std::min(1.0, counts[i].more / counts[i].with);
  }
  const double least_repeat = always == 0 ? 1 : repeated / always;
  double bits = noise_bits;
  double parameters = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (rare[i]) continue;
    const LabelCounts& c = counts[i];
    const double share = c.occurrences / total;
    if (c.start > 0)
      bits += c.start * Bits((c.start + 0.2 * share) / (instances + 0.2)), ++parameters;
    const double p_end = std::min(0.999, (c.end + 0.02) / (c.occurrences + 0.5));
    if (c.end > 0) bits += c.end * Bits(p_end), ++parameters;
    bits += (c.occurrences - c.end) * Bits(1 - p_end);
    const double p_with = (c.with + 0.05) / (instances + 0.1);
    if (p_with >= kNearlyAlways) bits += (instances - c.with) * Bits(1 - p_with);
    const double p_more = (c.more + 0.05) / (c.with + c.more + 0.5);
    bits += c.more * std::max(least_repeat, Bits(p_more));
  }
  std::sort(edges_.begin(), edges_.end());
  for (size_t i = 0; i < edges_.size();) {
    size_t end = i;
    while (end < edges_.size() && edges_[end] == edges_[i]) ++end;
    const LabelCounts& a = counts[edges_[i] >> 32];
    const LabelCounts& b = counts[edges_[i] & 0xFFFFFFFFU];
    const double n = static_cast<double>(end - i);
    bits += n * Bits((n + 0.5 * b.occurrences / total) / (a.follow_from + 0.5));
    ++parameters;
    i = end;
  }
  bits += BeginBits(pieces);
  bits += (total - instances) * model_.on;
  const double label_bits = std::log2(static_cast<double>(log_.labels.size()) + 1);
  const double count_bits = 0.5 * std::log2(instances + 1);
  const double n = static_cast<double>(labels);
  return bits + n * label_bits + parameters * (std::log2(n + 1) + count_bits);
}

double RoutineCost::OfJoining(const Piece& first, const Piece& second,
                              const std::vector<uint8_t>& pause,
                              const std::vector<bool>& taken) const {
  const Piece& early = first.front() < second.front() ? first : second;
  const Piece& late = first.front() < second.front() ? second : first;
  double bits = 0;
  bool adjacent = true;
  if (late.front() > early.back()) {
    for (uint32_t step = early.back() + 1; step < late.front(); ++step) {
      if (taken[step]) {
        adjacent = false;
        continue;
      }
      bits += model_.noise_inside - model_.noise_outside;
    }
    if (!adjacent) bits += model_.change_task - model_.on;
  }
  const ContextCosts& context = model_.context;
  if (!pause.empty() && adjacent) {
    bits += context.pause_on[pause[late.front()]] - context.pause_new[pause[late.front()]];
  }
  // Keys of the later piece: met in the earlier one, or not.
  std::vector<uint32_t> known;
  for (const uint32_t step : early) {
    for (uint32_t k = log_.steps[step].first_key; k < log_.KeysEnd(step); ++k) {
      known.push_back(log_.keys[k]);
    }
  }
  std::sort(known.begin(), known.end());
  std::vector<uint32_t> own;
  for (const uint32_t step : late) {
    const uint32_t begin = log_.steps[step].first_key;
    const uint32_t end = log_.KeysEnd(step);
    if (begin == end) continue;
    bool met = false;
    bool met_before = false;
    for (uint32_t k = begin; k < end; ++k) {
      met_before = met_before || std::find(own.begin(), own.end(), log_.keys[k]) != own.end();
      met = met || std::binary_search(known.begin(), known.end(), log_.keys[k]);
    }
    const double on = met || met_before ? context.value_met_on : context.value_other_on;
    const double before = step == late.front()
                              ? (met ? context.value_met_new : context.value_other_new)
                          : met_before ? context.value_met_on
                                       : context.value_other_on;
    bits += on - before;
    for (uint32_t k = begin; k < end; ++k) own.push_back(log_.keys[k]);
  }
  return bits;
}

}  // namespace adit
