#include "collector/discovery/evaluation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

#include "collector/discovery/evaluation_measures.h"
#include "common/base/check.h"

namespace adit {
namespace {

using evaluation::Harmonic;

// Overlaps of found and true instances, sparse.
struct Overlap {
  uint32_t found;
  uint32_t truth;
  uint32_t events;
};

std::vector<Overlap> Overlaps(const Segmentation& truth, const Segmentation& found) {
  std::vector<uint64_t> pairs;
  for (size_t i = 0; i < truth.instance.size(); ++i) {
    if (truth.instance[i] == kNoLabel || found.instance[i] == kNoLabel) continue;
    pairs.push_back((static_cast<uint64_t>(found.instance[i]) << 32) | truth.instance[i]);
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<Overlap> out;
  for (size_t i = 0; i < pairs.size();) {
    size_t end = i;
    while (end < pairs.size() && pairs[end] == pairs[i]) ++end;
    out.push_back({static_cast<uint32_t>(pairs[i] >> 32), static_cast<uint32_t>(pairs[i]),
                   static_cast<uint32_t>(end - i)});
    i = end;
  }
  return out;
}

std::vector<uint32_t> Sizes(const std::vector<uint32_t>& labels, uint32_t count) {
  std::vector<uint32_t> sizes(count, 0);
  for (const uint32_t label : labels) {
    if (label != kNoLabel) ++sizes[label];
  }
  return sizes;
}

PrecisionRecall MatchInstances(const Segmentation& truth, const Segmentation& found,
                               const std::vector<Overlap>& overlaps, double threshold) {
  const auto true_sizes = Sizes(truth.instance, truth.instances);
  const auto found_sizes = Sizes(found.instance, found.instances);
  std::vector<std::vector<uint32_t>> candidates(found.instances);
  for (const Overlap& o : overlaps) {
    const double either =
        static_cast<double>(true_sizes[o.truth]) + found_sizes[o.found] - o.events;
    if (o.events / either >= threshold - 1e-12) candidates[o.found].push_back(o.truth);
  }
  const uint32_t hits = evaluation::MaximumMatching(candidates, truth.instances);
  return Harmonic(hits, found.instances, truth.instances);
}

// Positions in the persons' order at which the instance changes.
struct Borders {
  std::vector<bool> truth;
  std::vector<bool> found;
};

Borders FindBorders(const EventLog& log, const Segmentation& truth, const Segmentation& found) {
  Borders borders;
  std::unordered_map<uint32_t, uint32_t> last_of_user;
  uint32_t current_user = 0;
  for (uint32_t i = 0; i < log.events.size(); ++i) {
    if (log.events[i].user != 0) current_user = log.events[i].user;
    const auto [last, first] = last_of_user.try_emplace(current_user, i);
    borders.truth.push_back(!first && truth.instance[i] != truth.instance[last->second]);
    borders.found.push_back(!first && found.instance[i] != found.instance[last->second]);
    last->second = i;
  }
  return borders;
}

PrecisionRecall CompareBorders(const Borders& borders, size_t tolerance) {
  const size_t n = borders.truth.size();
  const auto near = [&](const std::vector<bool>& of, size_t i) {
    for (size_t j = i - std::min(i, tolerance); j <= std::min(n - 1, i + tolerance); ++j) {
      if (of[j]) return true;
    }
    return false;
  };
  double found = 0;
  double truth = 0;
  double found_hits = 0;
  double true_hits = 0;
  for (size_t i = 0; i < n; ++i) {
    if (borders.found[i]) found += 1, found_hits += near(borders.truth, i) ? 1 : 0;
    if (borders.truth[i]) truth += 1, true_hits += near(borders.found, i) ? 1 : 0;
  }
  PrecisionRecall out;
  out.precision = found == 0 ? (truth == 0 ? 1 : 0) : found_hits / found;
  out.recall = truth == 0 ? (found == 0 ? 1 : 0) : true_hits / truth;
  out.f1 = out.precision + out.recall == 0
               ? 0
               : 2 * out.precision * out.recall / (out.precision + out.recall);
  return out;
}

// The true routine most of a found routine's events belong to; kNoLabel when that is noise.
std::vector<uint32_t> MajorityRoutines(const Segmentation& truth, const Segmentation& found) {
  std::vector<std::map<uint32_t, uint64_t>> votes(found.routines);
  for (size_t i = 0; i < truth.routine.size(); ++i) {
    if (found.routine[i] != kNoLabel) ++votes[found.routine[i]][truth.routine[i]];
  }
  std::vector<uint32_t> out(found.routines, kNoLabel);
  for (uint32_t r = 0; r < found.routines; ++r) {
    uint64_t best = 0;
    for (const auto& [routine, count] : votes[r]) {
      if (count > best) best = count, out[r] = routine;
    }
  }
  return out;
}

PrecisionRecall RoutineScores(const Segmentation& truth, const Segmentation& found,
                              const std::vector<uint32_t>& majority) {
  std::vector<double> hits(truth.routines, 0);
  std::vector<double> mapped(truth.routines, 0);
  std::vector<double> actual(truth.routines, 0);
  for (size_t i = 0; i < truth.routine.size(); ++i) {
    const uint32_t guess = found.routine[i] == kNoLabel ? kNoLabel : majority[found.routine[i]];
    if (guess != kNoLabel) ++mapped[guess];
    if (truth.routine[i] != kNoLabel) ++actual[truth.routine[i]];
    if (guess != kNoLabel && guess == truth.routine[i]) ++hits[guess];
  }
  const double total = std::accumulate(actual.begin(), actual.end(), 0.0);
  PrecisionRecall out;
  for (uint32_t r = 0; total > 0 && r < truth.routines; ++r) {
    const PrecisionRecall one = Harmonic(hits[r], mapped[r], actual[r]);
    out.precision += one.precision * actual[r] / total;
    out.recall += one.recall * actual[r] / total;
    out.f1 += one.f1 * actual[r] / total;
  }
  return out;
}

PrecisionRecall NoiseScores(const Segmentation& truth, const Segmentation& found) {
  double hits = 0;
  double guessed = 0;
  double actual = 0;
  for (size_t i = 0; i < truth.instance.size(); ++i) {
    const bool is = truth.instance[i] == kNoLabel;
    const bool says = found.instance[i] == kNoLabel;
    hits += is && says ? 1 : 0;
    guessed += says ? 1 : 0;
    actual += is ? 1 : 0;
  }
  return Harmonic(hits, guessed, actual);
}

double MeanEditDistance(const EventLog& log, const Segmentation& truth, const Segmentation& found,
                        const std::vector<Overlap>& overlaps) {
  const auto true_events = evaluation::EventsOf(truth.instance, truth.instances);
  const auto found_events = evaluation::EventsOf(found.instance, found.instances);
  const auto labels = evaluation::RawLabels(log);
  const auto text = [&](const std::vector<uint32_t>& events) {
    std::vector<uint32_t> out;
    for (const uint32_t e : events) out.push_back(labels[e]);
    return out;
  };
  std::vector<double> best(found.instances, 1.0);
  for (const Overlap& o : overlaps) {
    best[o.found] =
        std::min(best[o.found], evaluation::NormalisedEditDistance(text(found_events[o.found]),
                                                                   text(true_events[o.truth])));
  }
  return found.instances == 0 ? 1.0
                              : std::accumulate(best.begin(), best.end(), 0.0) / found.instances;
}

}  // namespace

Evaluation Evaluate(const EventLog& log, const Segmentation& truth, const Segmentation& found,
                    const std::vector<uint32_t>& ranking, bool truth_has_noise) {
  ADIT_CHECK(truth.instance.size() == log.events.size() &&
             found.instance.size() == log.events.size());
  Evaluation out;
  out.events = log.events.size();
  out.true_instances = truth.instances;
  out.found_instances = found.instances;
  out.true_routines = truth.routines;
  out.found_routines = found.routines;
  const auto overlaps = Overlaps(truth, found);
  out.instance_80 = MatchInstances(truth, found, overlaps, 0.8);
  out.instance_50 = MatchInstances(truth, found, overlaps, 0.5);
  const Borders borders = FindBorders(log, truth, found);
  out.boundary_exact = CompareBorders(borders, 0);
  out.boundary_near = CompareBorders(borders, 1);
  const auto majority = MajorityRoutines(truth, found);
  out.routine = RoutineScores(truth, found, majority);
  out.adjusted_rand = evaluation::AdjustedRand(truth.routine, found.routine);
  out.noise = NoiseScores(truth, found);
  if (!truth_has_noise) out.noise = {-1, -1, -1};
  out.edit_distance = MeanEditDistance(log, truth, found, overlaps);
  if (!ranking.empty()) {
    const auto worth = evaluation::TrueWorth(log, truth);
    out.ndcg_10 = evaluation::Ndcg10(worth, majority, ranking);
  }
  return out;
}

}  // namespace adit
