#include "collector/discovery/label_links.h"

#include <algorithm>
#include <cmath>

namespace adit {

LabelLinks::LabelLinks(const StepLog& log, const std::vector<uint32_t>& sessions,
                       const std::vector<bool>& skip, uint32_t window)
    : counts_(log.labels.size(), 0), window_(window) {
  std::vector<uint32_t> labels;
  for (const uint32_t s : sessions) {
    labels.clear();
    for (uint32_t i = log.sessions[s].begin; i < log.sessions[s].end; ++i) {
      if (!skip[i]) labels.push_back(log.steps[i].label);
    }
    for (size_t i = 0; i < labels.size(); ++i) {
      ++counts_[labels[i]];
      ++total_;
      const size_t end = std::min(labels.size(), i + 1 + window);
      for (size_t j = i + 1; j < end && labels[j] != labels[i]; ++j) {
        bool met = false;
        for (size_t k = i + 1; k < j; ++k) met = met || labels[k] == labels[j];
        if (!met) ++pairs_[(static_cast<uint64_t>(labels[i]) << 32) | labels[j]];
      }
    }
  }
}

double LabelLinks::Strength(uint32_t x, uint32_t y) const {
  const auto found = pairs_.find((static_cast<uint64_t>(x) << 32) | y);
  if (found == pairs_.end() || found->second < 3) return 0;
  const double n = found->second;
  const auto corrected = [&](uint64_t given, uint64_t other) {
    const double p = std::min(1.0, n / static_cast<double>(given));
    const double share = static_cast<double>(other) / static_cast<double>(total_);
    const double chance = 1 - std::pow(1 - share, window_);
    return chance >= 1 ? 0 : (p - chance) / (1 - chance);
  };
  return std::max({0.0, corrected(counts_[x], counts_[y]), corrected(counts_[y], counts_[x])});
}

}  // namespace adit
