// LabelLinks: how well one label predicts that another comes soon.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "collector/reconstruct/step_log.h"

namespace adit {

class LabelLinks {
 public:
  // Counts label pairs within `window` steps of the same session, leaving out skipped steps.
  LabelLinks(const StepLog& log, const std::vector<uint32_t>& sessions,
             const std::vector<bool>& skip, uint32_t window);
  // 0..1: the larger of P(y soon after x) and P(x shortly before y), each corrected for chance; 0
  // for pairs seen less than three times.
  [[nodiscard]] double Strength(uint32_t x, uint32_t y) const;
  [[nodiscard]] uint64_t Count(uint32_t label) const { return counts_[label]; }

 private:
  std::vector<uint64_t> counts_;
  uint64_t total_ = 0;
  uint32_t window_;
  std::unordered_map<uint64_t, uint32_t> pairs_;
};

}  // namespace adit
