#include "collector/discovery/evaluation_measures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>

namespace adit::evaluation {

PrecisionRecall Harmonic(double hits, double found, double truth) {
  if (found == 0 && truth == 0) return {1, 1, 1};
  PrecisionRecall out;
  out.precision = found == 0 ? 0 : hits / found;
  out.recall = truth == 0 ? 0 : hits / truth;
  out.f1 = hits == 0 ? 0 : 2 * hits / (found + truth);
  return out;
}

uint32_t MaximumMatching(const std::vector<std::vector<uint32_t>>& candidates, uint32_t right) {
  std::vector<uint32_t> partner(right, kNoLabel);
  std::vector<uint32_t> seen(right, kNoLabel);
  uint32_t matched = 0;
  // Candidates are few (overlaps of at least one half), so the depth is small.
  const std::function<bool(uint32_t, uint32_t)> place = [&](uint32_t left, uint32_t round) {
    for (const uint32_t r : candidates[left]) {
      if (seen[r] == round) continue;
      seen[r] = round;
      if (partner[r] == kNoLabel || place(partner[r], round)) {
        partner[r] = left;
        return true;
      }
    }
    return false;
  };
  for (uint32_t left = 0; left < candidates.size(); ++left) matched += place(left, left) ? 1 : 0;
  return matched;
}

std::vector<std::vector<uint32_t>> EventsOf(const std::vector<uint32_t>& labels, uint32_t count) {
  std::vector<std::vector<uint32_t>> out(count);
  for (uint32_t i = 0; i < labels.size(); ++i) {
    if (labels[i] != kNoLabel) out[labels[i]].push_back(i);
  }
  return out;
}

std::vector<uint32_t> RawLabels(const EventLog& log) {
  std::map<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t>, uint32_t> numbers;
  std::vector<uint32_t> out;
  for (const LogEvent& e : log.events) {
    out.push_back(numbers
                      .try_emplace({e.app, e.window, e.element, e.action},
                                   static_cast<uint32_t>(numbers.size()))
                      .first->second);
  }
  return out;
}

double NormalisedEditDistance(std::vector<uint32_t> a, std::vector<uint32_t> b) {
  constexpr size_t kLongest = 2000;
  if (a.size() > kLongest) a.resize(kLongest);
  if (b.size() > kLongest) b.resize(kLongest);
  if (a.empty() && b.empty()) return 0;
  std::vector<uint32_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<uint32_t>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    uint32_t diagonal = row[0];
    row[0] = static_cast<uint32_t>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const uint32_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return static_cast<double>(row.back()) / static_cast<double>(std::max(a.size(), b.size()));
}

double AdjustedRand(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  std::map<std::pair<uint32_t, uint32_t>, double> both;
  std::map<uint32_t, double> left;
  std::map<uint32_t, double> right;
  for (size_t i = 0; i < a.size(); ++i) {
    ++both[{a[i], b[i]}];
    ++left[a[i]];
    ++right[b[i]];
  }
  const auto pairs = [](double n) { return n * (n - 1) / 2; };
  double sum_both = 0;
  double sum_left = 0;
  double sum_right = 0;
  for (const auto& [key, n] : both) sum_both += pairs(n);
  for (const auto& [key, n] : left) sum_left += pairs(n);
  for (const auto& [key, n] : right) sum_right += pairs(n);
  const double expected =
      sum_left * sum_right / std::max(1.0, pairs(static_cast<double>(a.size())));
  const double most = (sum_left + sum_right) / 2;
  return most == expected ? 1.0 : (sum_both - expected) / (most - expected);
}

std::vector<double> TrueWorth(const EventLog& log, const Segmentation& truth) {
  const auto events = EventsOf(truth.instance, truth.instances);
  const auto labels = RawLabels(log);
  std::vector<std::vector<double>> durations(truth.routines);
  std::vector<std::map<std::pair<uint32_t, uint32_t>, double>> follows(truth.routines);
  for (const auto& instance : events) {
    if (instance.empty() || truth.routine[instance[0]] == kNoLabel) continue;
    const uint32_t routine = truth.routine[instance[0]];
    const int64_t start = log.events[instance.front()].time_us;
    const int64_t end = log.events[instance.back()].time_us;
    const bool timed = start != kNoTime && end != kNoTime && end > start;
    durations[routine].push_back(timed ? static_cast<double>(end - start) * 1e-6
                                       : static_cast<double>(instance.size()));
    for (size_t i = 0; i + 1 < instance.size(); ++i)
      ++follows[routine][{labels[instance[i]], labels[instance[i + 1]]}];
  }
  std::vector<double> worth(truth.routines, 0);
  for (uint32_t r = 0; r < truth.routines; ++r) {
    if (durations[r].empty()) continue;
    auto& d = durations[r];
    std::nth_element(d.begin(), d.begin() + static_cast<ptrdiff_t>(d.size() / 2), d.end());
    // Share of steps that take the most common way on from where they are.
    double likely = 0;
    double all = 0;
    std::map<uint32_t, double> best;
    for (const auto& [edge, n] : follows[r])
      best[edge.first] = std::max(best[edge.first], n), all += n;
    for (const auto& [from, n] : best) likely += n;
    worth[r] = static_cast<double>(d.size()) * d[d.size() / 2] * (all == 0 ? 1 : likely / all);
  }
  return worth;
}

double Ndcg10(const std::vector<double>& worth, const std::vector<uint32_t>& majority,
              const std::vector<uint32_t>& ranking) {
  std::vector<double> ideal = worth;
  std::sort(ideal.rbegin(), ideal.rend());
  double best = 0;
  for (size_t i = 0; i < ideal.size() && i < 10; ++i)
    best += ideal[i] / std::log2(static_cast<double>(i) + 2);
  if (best <= 0) return -1;
  std::vector<bool> met(worth.size(), false);
  double gain = 0;
  for (size_t i = 0; i < ranking.size() && i < 10; ++i) {
    const uint32_t routine = majority[ranking[i]];
    if (routine == kNoLabel || met[routine]) continue;
    met[routine] = true;
    gain += worth[routine] / std::log2(static_cast<double>(i) + 2);
  }
  return gain / best;
}

}  // namespace adit::evaluation
