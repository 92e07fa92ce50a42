#include "collector/discovery/routine_cost.h"

#include <algorithm>
#include <array>
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
constexpr double kPassBits = 8;  // as in the model

double Bits(double probability) {
  return std::min(kMostBits, -std::log2(std::max(probability, 1e-12)));
}

// What is counted of one label of the routine.
struct LabelCounts {
  uint32_t label = 0;
  double occurrences = 0, with = 0, more = 0, start = 0;
  // As a step met first, and met again.
  double state_occurrences[2] = {0, 0}, end[2] = {0, 0};
};

// How often a label comes next, after the step met first and after the step met again.
struct Follower {
  uint32_t label = 0;
  double share = 0;  // of all steps
  double times[2] = {0, 0};
};

struct PlaceBits {
  double bits = 0;
  double places = 0;
};

// Bits of what comes after a step in the states chosen; how many kinds of it there are.
PlaceBits BitsAfter(const std::vector<Follower>& followers, std::array<bool, 2> states, double end,
                    double occurrences) {
  PlaceBits out;
  const double p_end = std::min(0.999, (end + 0.02) / (occurrences + 0.5));
  if (end > 0) out.bits += end * Bits(p_end), ++out.places;
  out.bits += (occurrences - end) * Bits(1 - p_end);
  for (const Follower& f : followers) {
    const double times = (states[0] ? f.times[0] : 0) + (states[1] ? f.times[1] : 0);
    if (times == 0) continue;
    out.bits += times * Bits((times + 0.5 * f.share) / (occurrences - end + 0.5));
    ++out.places;
  }
  return out;
}

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
      const uint32_t again = last_piece_[own] == p ? 1 : 0;
      if (again != 0) {
        ++counts[own].more;
      } else {
        ++counts[own].with;
        last_piece_[own] = p;
      }
      ++counts[own].state_occurrences[again];
      if (previous == kUnknown) {
        ++counts[own].start;
      } else {
        edges_.push_back((static_cast<uint64_t>(previous >> 1) << 33) |
                         (static_cast<uint64_t>(own) << 1) | (previous & 1));
      }
      previous = own << 1 | again;
    }
    if (previous == kUnknown) continue;
    ++counts[previous >> 1].end[previous & 1];
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
  const double least_repeat =
      always == 0 ? 1 : std::min(1.0, kPassBits / always) * repeated / always;
  double bits = noise_bits;
  double parameters = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (rare[i]) continue;
    const LabelCounts& c = counts[i];
    const double share = c.occurrences / total;
    if (c.start > 0)
      bits += c.start * Bits((c.start + 0.2 * share) / (instances + 0.2)), ++parameters;
    const double p_with = (c.with + 0.05) / (instances + 0.1);
    if (p_with >= kNearlyAlways) bits += (instances - c.with) * Bits(1 - p_with);
    const double p_more = (c.more + 0.05) / (c.with + c.more + 0.5);
    bits += c.more * std::max(least_repeat, Bits(p_more));
  }
  const double count_bits = 0.5 * std::log2(instances + 1);
  const double n = static_cast<double>(labels);
  const double place_bits = std::log2(n + 1) + count_bits;
  std::sort(edges_.begin(), edges_.end());
  std::vector<Follower> followers;
  size_t edge = 0;
  for (uint32_t a = 0; a < counts.size(); ++a) {
    if (rare[a]) continue;
    followers.clear();
    for (; edge < edges_.size() && edges_[edge] >> 33 == a; ++edge) {
      const auto b = static_cast<uint32_t>(edges_[edge] >> 1);
      if (followers.empty() || followers.back().label != b)
        followers.push_back({b, counts[b].occurrences / total, {0, 0}});
      ++followers.back().times[edges_[edge] & 1];
    }
    const LabelCounts& c = counts[a];
    const PlaceBits both = BitsAfter(followers, {true, true}, c.end[0] + c.end[1], c.occurrences);
    double least = both.bits + both.places * place_bits;
    if (c.more > 0) {
      const PlaceBits first = BitsAfter(followers, {true, false}, c.end[0], c.state_occurrences[0]);
      const PlaceBits again = BitsAfter(followers, {false, true}, c.end[1], c.state_occurrences[1]);
      least = std::min(least, first.bits + again.bits + (first.places + again.places) * place_bits);
    }
    bits += least;
  }
  bits += BeginBits(pieces);
  bits += (total - instances) * model_.on;
  const double label_bits = std::log2(static_cast<double>(log_.labels.size()) + 1);
  return bits + n * label_bits + parameters * place_bits;
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
