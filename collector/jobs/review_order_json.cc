#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/jobs/identity_match.h"
#include "collector/jobs/review_order.h"

namespace adit {
namespace {

using nlohmann::json;
constexpr size_t kMostSimilar = 3;
constexpr double kLeastSimilar = 0.2;

double Rounded(double value) { return std::round(value * 10'000) / 10'000; }
double Effect(const ReviewCandidate& c) { return c.hours_per_month * (1 - c.confidence); }

json Similar(const std::vector<ReviewCandidate>& all, size_t self,
             const std::multimap<uint64_t, size_t>& with_step) {
  std::set<size_t> neighbours;
  for (const WeightedStep& step : all[self].identity.steps) {
    const auto [begin, end] = with_step.equal_range(step.step);
    for (auto it = begin; it != end; ++it) neighbours.insert(it->second);
  }
  std::vector<std::pair<double, std::string>> found;
  for (const size_t other : neighbours) {
    if (other == self) continue;
    const double similarity = Similarity(all[self].identity, all[other].identity);
    if (similarity >= kLeastSimilar) found.emplace_back(-similarity, all[other].identity.key);
  }
  std::sort(found.begin(), found.end());
  json similar = json::array();
  for (size_t i = 0; i < found.size() && i < kMostSimilar; ++i) {
    similar.push_back({{"key", found[i].second}, {"similarity", Rounded(-found[i].first)}});
  }
  return similar;
}

}  // namespace

void AddReviewDocuments(std::vector<ReviewCandidate> candidates,
                        std::vector<RunDocument>& documents) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const ReviewCandidate& a, const ReviewCandidate& b) {
                     return Effect(a) != Effect(b) ? Effect(a) > Effect(b) : a.rank < b.rank;
                   });
  std::multimap<uint64_t, size_t> with_step;
  for (size_t i = 0; i < candidates.size(); ++i) {
    for (const WeightedStep& step : candidates[i].identity.steps) with_step.emplace(step.step, i);
  }
  for (size_t i = 0; i < candidates.size(); ++i) {
    const ReviewCandidate& c = candidates[i];
    const json document = {{"key", c.identity.key},
                           {"effect_hours", Rounded(Effect(c))},
                           {"hours_per_month", Rounded(c.hours_per_month)},
                           {"confidence", Rounded(c.confidence)},
                           {"doubtful", c.confidence < kReviewConfidence},
                           {"similar", Similar(candidates, i, with_step)}};
    documents.push_back({"review", c.identity.key, static_cast<int64_t>(i) + 1, c.people,
                         document.dump()});
  }
}

}  // namespace adit
