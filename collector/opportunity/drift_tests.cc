#include "collector/opportunity/drift_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace adit {
namespace {

double TwoSided(double deviation, double variance) {
  if (variance <= 0) return 1;
  return std::erfc(std::fabs(deviation) / std::sqrt(2 * variance));
}

// A sum's distance from what chance gives, and its variance.
struct Deviation {
  double deviation = 0;
  double variance = 0;
};

Deviation RanksOfSecond(const PersonSample& sample) {
  std::vector<std::pair<double, bool>> all;
  for (const double value : sample.before) all.emplace_back(value, false);
  for (const double value : sample.now) all.emplace_back(value, true);
  std::sort(all.begin(), all.end());
  const auto m = static_cast<double>(sample.before.size());
  const auto n = static_cast<double>(sample.now.size());
  const double total = m + n;
  double sum = 0;
  double ties = 0;
  for (size_t i = 0; i < all.size();) {
    size_t end = i;
    double second = 0;
    for (; end < all.size() && all[end].first == all[i].first; ++end) second += all[end].second;
    const auto tied = static_cast<double>(end - i);
    sum += second * (static_cast<double>(i + 1 + end) / 2);
    ties += tied * tied * tied - tied;
    i = end;
  }
  return {sum - n * (total + 1) / 2,
          m * n / 12 * (total + 1 - (total < 2 ? 0 : ties / (total * (total - 1))))};
}

double WeightedMedian(std::vector<std::pair<double, double>> values) {
  std::sort(values.begin(), values.end());
  double all = 0;
  for (const auto& [value, weight] : values) all += weight;
  double seen = 0;
  for (const auto& [value, weight] : values) {
    seen += weight;
    if (seen * 2 >= all) return value;
  }
  return 0;
}

// Of an effect and what is left of it: the smaller; none where the direction turns.
double NearestToNothing(double effect, double without, bool rises) {
  return rises ? std::max(0.0, std::min(effect, without))
               : std::min(0.0, std::max(effect, without));
}

double Ratio(double now, double before) {
  if (before > 0) return now / before;
  return now > 0 ? std::numeric_limits<double>::infinity() : 1;
}

// Σ (x - rate e)² / (rate e) over days on which something is expected.
void AddDispersion(const std::vector<DayCount>& days, double rate, double& sum, double& count) {
  for (const DayCount& day : days) {
    const double expected = rate * static_cast<double>(day.people);
    if (expected <= 0) continue;
    const double off = static_cast<double>(day.instances) - expected;
    sum += off * off / expected;
    count += 1;
  }
}

}  // namespace

double MedianOf(std::vector<double> values) {
  if (values.empty()) return 0;
  const size_t middle = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(middle),
                   values.end());
  const double upper = values[middle];
  if (values.size() % 2 == 1) return upper;
  return (upper +
          *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(middle))) /
         2;
}

DurationTest CompareDurations(const std::vector<PersonSample>& people) {
  DurationTest out;
  Deviation all;
  std::vector<Deviation> parts;
  std::vector<std::pair<double, double>> ratios;  // logarithm, weight
  for (const PersonSample& person : people) {
    if (person.before.empty() || person.now.empty()) continue;
    const double weight = 1 / static_cast<double>(person.before.size() + person.now.size() + 1);
    const Deviation ranks = RanksOfSecond(person);
    parts.push_back({weight * ranks.deviation, weight * weight * ranks.variance});
    all.deviation += parts.back().deviation;
    all.variance += parts.back().variance;
    out.before += person.before.size();
    out.now += person.now.size();
    ++out.people;
    const double before = MedianOf(person.before);
    const double now = MedianOf(person.now);
    const size_t pairs = std::min(person.before.size(), person.now.size());
    if (before > 0 && now > 0) {
      ratios.emplace_back(std::log(now / before), static_cast<double>(pairs));
    }
  }
  out.p = TwoSided(all.deviation, all.variance);
  for (const Deviation& part : parts) {
    out.p = std::max(out.p, TwoSided(all.deviation - part.deviation, all.variance - part.variance));
  }
  double effect = WeightedMedian(ratios);
  const bool rises = effect > 0;
  for (size_t i = 0; i < ratios.size(); ++i) {
    std::vector<std::pair<double, double>> others = ratios;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    effect = NearestToNothing(effect, WeightedMedian(std::move(others)), rises);
  }
  out.factor = std::exp(effect);
  return out;
}

ShareTest CompareShares(const std::vector<PersonShares>& people) {
  PersonShares all;
  Deviation sum;
  std::vector<Deviation> parts;
  for (const PersonShares& p : people) {
    all.before += p.before, all.before_with += p.before_with;
    all.now += p.now, all.now_with += p.now_with;
    const auto m = static_cast<double>(p.before);
    const auto n = static_cast<double>(p.now);
    const double total = m + n;
    parts.emplace_back();
    if (m == 0 || n == 0) continue;
    const auto with = static_cast<double>(p.before_with + p.now_with);
    parts.back() = {static_cast<double>(p.now_with) - n * with / total,
                    m * n * with * (total - with) / (total * total * (total - 1))};
    sum.deviation += parts.back().deviation;
    sum.variance += parts.back().variance;
  }
  const auto change = [&](const PersonShares& left_out) {
    const auto before = static_cast<double>(all.before - left_out.before);
    const auto now = static_cast<double>(all.now - left_out.now);
    if (before <= 0 || now <= 0) return 0.0;
    return static_cast<double>(all.now_with - left_out.now_with) / now -
           static_cast<double>(all.before_with - left_out.before_with) / before;
  };
  ShareTest out;
  out.p = TwoSided(sum.deviation, sum.variance);
  out.change = change({});
  const bool rises = out.change > 0;
  for (size_t i = 0; i < people.size(); ++i) {
    out.p = std::max(
        out.p, TwoSided(sum.deviation - parts[i].deviation, sum.variance - parts[i].variance));
    out.change = NearestToNothing(out.change, change(people[i]), rises);
  }
  return out;
}

RateTest CompareRates(const std::vector<PersonCounts>& people,
                      const std::vector<DayCount>& before_days,
                      const std::vector<DayCount>& now_days) {
  PersonCounts all;
  for (const PersonCounts& p : people) {
    all.before += p.before, all.before_days += p.before_days;
    all.now += p.now, all.now_days += p.now_days;
  }
  RateTest out;
  if (all.before_days == 0 || all.now_days == 0) return out;
  const auto rate = [](uint64_t count, uint64_t days) {
    return days == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(days);
  };
  out.before = rate(all.before, all.before_days);
  out.now = rate(all.now, all.now_days);
  double dispersion = 0;
  double days = 0;
  AddDispersion(before_days, out.before, dispersion, days);
  AddDispersion(now_days, out.now, dispersion, days);
  const double spread = days > 2 ? std::max(1.0, dispersion / (days - 2)) : 1.0;
  const double share =
      static_cast<double>(all.now_days) / static_cast<double>(all.before_days + all.now_days);
  const auto chance = [&](const PersonCounts& left_out) {
    const auto n = static_cast<double>(all.before + all.now - left_out.before - left_out.now);
    return TwoSided(static_cast<double>(all.now - left_out.now) - n * share,
                    spread * n * share * (1 - share));
  };
  out.p = chance({});
  out.factor = Ratio(out.now, out.before);
  const bool rises = out.factor > 1;
  for (const PersonCounts& p : people) {
    const double without = Ratio(rate(all.now - p.now, all.now_days - p.now_days),
                                 rate(all.before - p.before, all.before_days - p.before_days));
    out.p = std::max(out.p, chance(p));
    out.factor = rises ? std::max(1.0, std::min(out.factor, without))
                       : std::min(1.0, std::max(out.factor, without));
  }
  return out;
}

std::vector<bool> HoldTogether(const std::vector<double>& p, double alpha) {
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] < p[b]; });
  std::vector<bool> hold(p.size(), false);
  for (size_t i = 0; i < order.size(); ++i) {
    if (p[order[i]] > alpha / static_cast<double>(p.size() - i)) break;
    hold[order[i]] = true;
  }
  return hold;
}

}  // namespace adit
