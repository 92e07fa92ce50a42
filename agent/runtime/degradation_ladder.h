// DegradationLadder: decides how much to look at from what looking costs.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/capture/capture_level.h"

namespace adit {

struct LadderLimits {
  double cpu_share = 0.05;  // of one core, over the last 10 s
  uint64_t resident_bytes = 48 << 20;
  double queue_share = 0.8;      // of the queue's capacity
  int64_t calm_us = 60'000'000;  // under relief_share of every limit this long: one step back
  double relief_share = 0.6;
  int64_t step_us = 10'000'000;       // at least this long between two steps down
  int64_t max_calm_us = 600'000'000;  // a step that proved too much waits longer each time
};

struct ResourceUse {
  double cpu_share = 0;
  uint64_t resident_bytes = 0;
  double queue_share = 0;
};

// full → no_values → focus_and_window → window_only → paused, one step at a time, and back. Pure:
// time is handed in. Not thread-safe.
class DegradationLadder {
 public:
  explicit DegradationLadder(LadderLimits limits) : limits_(limits), calm_us_(limits.calm_us) {}

  // The new level when it changed. Call about once a second.
  [[nodiscard]] std::optional<CaptureLevel> Observe(const ResourceUse& use, int64_t monotonic_us);
  [[nodiscard]] CaptureLevel level() const { return level_; }

 private:
  const LadderLimits limits_;
  CaptureLevel level_ = CaptureLevel::kFull;
  int64_t calm_us_;
  int64_t calm_since_us_ = -1;  // −1: not calm
  int64_t stepped_us_ = -1;     // time of the last step down
  int64_t raised_us_ = -1;      // time of the last step back up
};

}  // namespace adit
