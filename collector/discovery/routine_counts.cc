#include "collector/discovery/routine_counts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace adit {
namespace {

constexpr double kMostBits = 20;
constexpr uint32_t kNone = 0xFFFFFFFFU;
constexpr int kRounds = 3;
constexpr double kSureShare = 0.5;  // what so many instances have is no noise

double Bits(double probability) {
  return std::min(kMostBits, -std::log2(std::max(probability, 1e-12)));
}

// The routine's own labels: the most frequent ones.
std::vector<uint32_t> FrequentLabels(const StepLog& log, const std::vector<const Piece*>& pieces) {
  std::map<uint32_t, uint32_t> frequency;
  for (const Piece* piece : pieces) {
    for (const uint32_t step : *piece) ++frequency[log.steps[step].label];
  }
  std::vector<uint32_t> labels;
  for (const auto& [label, n] : frequency) labels.push_back(label);
  std::stable_sort(labels.begin(), labels.end(),
                   [&](uint32_t a, uint32_t b) { return frequency[a] > frequency[b]; });
  // A label met once in many instances is noise that was taken in.
  while (labels.size() > kMaxRoutineLabels || (labels.size() > 2 && pieces.size() >= 10 &&
                                               frequency[labels.back()] * 100 < pieces.size())) {
    labels.pop_back();
  }
  return labels;
}

// The instance's steps by the routine's own numbers, without those it has no label for.
std::vector<uint32_t> OwnPath(const StepLog& log, const Piece& piece, const RoutineCounts& counts) {
  std::vector<uint32_t> path;
  for (const uint32_t step : piece) {
    const auto found = counts.own.find(log.steps[step].label);
    if (found != counts.own.end()) path.push_back(found->second);
  }
  return path;
}

RoutineCounts Count(const StepLog& log, const std::vector<const Piece*>& pieces,
                    std::vector<uint32_t> labels) {
  RoutineCounts counts;
  counts.labels = std::move(labels);
  const size_t n = counts.labels.size();
  for (uint32_t i = 0; i < n; ++i) counts.own[counts.labels[i]] = i;
  for (auto* vector : {&counts.start, &counts.end, &counts.occurrences, &counts.with, &counts.more,
                       &counts.follow_from}) {
    vector->assign(n, 0);
  }
  counts.follow.assign(n * n, 0);
  for (auto* vector : {&counts.state_end, &counts.state_occurrences, &counts.state_follow_from})
    vector->assign(2 * n, 0);
  counts.state_follow.assign(2 * n * n, 0);
  std::vector<uint32_t> times(n);
  for (const Piece* piece : pieces) {
    const std::vector<uint32_t> path = OwnPath(log, *piece, counts);
    if (path.empty()) continue;
    std::fill(times.begin(), times.end(), 0U);
    ++counts.start[path.front()];
    ++counts.end[path.back()];
    ++counts.instances;
    size_t state = 0;
    for (size_t i = 0; i < path.size(); ++i) {
      const size_t next = path[i] + (times[path[i]] > 0 ? n : 0);
      ++times[path[i]];
      ++counts.state_occurrences[next];
      if (i + 1 == path.size()) ++counts.state_end[next];
      if (i > 0) ++counts.state_follow[state * n + path[i]], ++counts.state_follow_from[state];
      state = next;
      if (i == 0) continue;
      ++counts.follow[path[i - 1] * n + path[i]];
      ++counts.follow_from[path[i - 1]];
    }
    for (size_t i = 0; i < n; ++i) {
      counts.occurrences[i] += times[i];
      counts.with[i] += times[i] > 0 ? 1 : 0;
      counts.more[i] += times[i] > 1 ? times[i] - 1 : 0;
    }
  }
  return counts;
}

// What stands before and after the occurrences of a label, kNone at an instance's ends.
using Surroundings = std::map<std::pair<uint32_t, uint32_t>, double>;

std::vector<Surroundings> FindSurroundings(const StepLog& log,
                                           const std::vector<const Piece*>& pieces,
                                           const RoutineCounts& counts) {
  std::vector<Surroundings> out(counts.labels.size());
  for (const Piece* piece : pieces) {
    const std::vector<uint32_t> path = OwnPath(log, *piece, counts);
    for (size_t i = 0; i < path.size(); ++i) {
      const uint32_t before = i == 0 ? kNone : path[i - 1];
      const uint32_t after = i + 1 == path.size() ? kNone : path[i + 1];
      ++out[path[i]][{before, after}];
    }
  }
  return out;
}

// By how many bits the instances get shorter when all occurrences of a label are noise.
class NoiseGain {
 public:
  NoiseGain(const RoutineCounts& counts, const NoiseWithin& noise, size_t distinct_labels)
      : counts_(counts), noise_(noise) {
    const double n = static_cast<double>(counts.labels.size());
    // As in ModelBits (step_model.h).
    label_bits_ = std::log2(static_cast<double>(distinct_labels) + 1);
    place_bits_ = std::log2(n + 1) + 0.5 * std::log2(counts.instances + 1);
  }

  [[nodiscard]] double Of(uint32_t label, const Surroundings& surroundings) const {
    const RoutineCounts& c = counts_;
    double bits = label_bits_ + place_bits_ * Places(label);
    for (const auto& [around, n] : surroundings) {
      const auto [a, b] = around;
      bits += n * (a == kNone ? Bits(c.start[label] / c.instances)
                              : noise_.on + Bits(c.Follow(a, label) / c.follow_from[a]));
      bits += n * (b == kNone ? Bits(c.end[label] / c.occurrences[label])
                              : Bits(c.Follow(label, b) / c.follow_from[label]));
      bits -= n * (noise_.inside + noise_.label[c.labels[label]]);
      bits -= Bridge(label, a, b, n);
    }
    return bits;
  }

 private:
  // Starts, ends and edges that would not have to be written down.
  [[nodiscard]] double Places(uint32_t label) const {
    double places = (counts_.start[label] > 0 ? 1 : 0) + (counts_.end[label] > 0 ? 1 : 0);
    for (uint32_t other = 0; other < counts_.labels.size(); ++other) {
      places += counts_.Follow(label, other) > 0 ? 1 : 0;
      places += other != label && counts_.Follow(other, label) > 0 ? 1 : 0;
    }
    return places;
  }

  // What then stands side by side, `n` times.
  [[nodiscard]] double Bridge(uint32_t label, uint32_t a, uint32_t b, double n) const {
    const RoutineCounts& c = counts_;
    if (a == kNone && b == kNone) return 0;
    double seen = 0;
    double of = 0;
    if (a == kNone) {
      seen = c.start[b], of = c.instances;
    } else if (b == kNone) {
      seen = c.end[a], of = c.occurrences[a] + n;
    } else if (a == label || b == label) {
      return 0;
    } else {
      seen = c.Follow(a, b), of = c.follow_from[a];
    }
    return n * Bits((seen + n) / of) + (seen == 0 ? place_bits_ : 0);
  }

  const RoutineCounts& counts_;
  const NoiseWithin& noise_;
  double label_bits_;
  double place_bits_;
};

// Bits of what comes after the occurrences in one row, at their own shares; how many kinds of it
// there are.
struct Row {
  double bits = 0;
  double places = 0;
};

Row RowOf(const double* follow, size_t labels, double end, double occurrences) {
  Row row;
  const auto add = [&](double count) {
    if (count <= 0) return;
    row.bits += count * std::log2(occurrences / count);
    ++row.places;
  };
  for (size_t b = 0; b < labels; ++b) add(follow[b]);
  add(end);
  return row;
}

void TellStatesApart(RoutineCounts& counts) {
  const size_t n = counts.labels.size();
  const double place_bits =
      std::log2(static_cast<double>(n) + 1) + 0.5 * std::log2(counts.instances + 1);
  counts.apart.assign(n, false);
  for (size_t a = 0; a < n; ++a) {
    if (counts.more[a] == 0) continue;
    const Row both = RowOf(&counts.follow[a * n], n, counts.end[a], counts.occurrences[a]);
    const Row first =
        RowOf(&counts.state_follow[a * n], n, counts.state_end[a], counts.state_occurrences[a]);
    const Row again = RowOf(&counts.state_follow[(a + n) * n], n, counts.state_end[a + n],
                            counts.state_occurrences[a + n]);
    counts.apart[a] = both.bits - first.bits - again.bits >
                      place_bits * (first.places + again.places - both.places);
  }
}

}  // namespace

RoutineCounts CountWithoutNoise(const StepLog& log, const std::vector<const Piece*>& pieces,
                                const NoiseWithin& noise) {
  RoutineCounts counts = Count(log, pieces, FrequentLabels(log, pieces));
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<Surroundings> surroundings = FindSurroundings(log, pieces, counts);
    const NoiseGain gain(counts, noise, log.labels.size());
    std::vector<uint32_t> kept;
    for (uint32_t l = 0; l < counts.labels.size(); ++l) {
      const bool sure = counts.with[l] >= kSureShare * counts.instances;
      if (sure || gain.Of(l, surroundings[l]) <= 0) kept.push_back(counts.labels[l]);
    }
    if (kept.size() == counts.labels.size() || kept.size() < 2) break;
    counts = Count(log, pieces, std::move(kept));
  }
  TellStatesApart(counts);
  return counts;
}

}  // namespace adit
