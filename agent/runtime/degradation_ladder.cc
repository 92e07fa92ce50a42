#include "agent/runtime/degradation_ladder.h"

#include <algorithm>

namespace adit {
namespace {

bool Exceeds(const ResourceUse& use, const LadderLimits& limits, double share) {
  return use.cpu_share > limits.cpu_share * share ||
         static_cast<double>(use.resident_bytes) >
             static_cast<double>(limits.resident_bytes) * std::max(share, 0.95) ||
         use.queue_share > limits.queue_share * share;
}

}  // namespace

std::optional<CaptureLevel> DegradationLadder::Observe(const ResourceUse& use,
                                                       int64_t monotonic_us) {
  if (Exceeds(use, limits_, 1.0)) {
    calm_since_us_ = -1;
    const bool may_step = stepped_us_ < 0 || monotonic_us - stepped_us_ >= limits_.step_us;
    if (level_ == CaptureLevel::kPaused || !may_step) return std::nullopt;
    // Down again soon after a step up: the next try waits twice as long.
    if (raised_us_ >= 0 && monotonic_us - raised_us_ < calm_us_) {
      calm_us_ = std::min(calm_us_ * 2, limits_.max_calm_us);
    }
    stepped_us_ = monotonic_us;
    level_ = static_cast<CaptureLevel>(static_cast<int>(level_) + 1);
    return level_;
  }
  if (Exceeds(use, limits_, limits_.relief_share)) {
    calm_since_us_ = -1;
    return std::nullopt;
  }
  if (calm_since_us_ < 0) calm_since_us_ = monotonic_us;
  if (level_ == CaptureLevel::kFull || monotonic_us - calm_since_us_ < calm_us_)
    return std::nullopt;
  calm_since_us_ = monotonic_us;
  raised_us_ = monotonic_us;
  level_ = static_cast<CaptureLevel>(static_cast<int>(level_) - 1);
  return level_;
}

}  // namespace adit
