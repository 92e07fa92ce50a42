// ResourceMeter: what this process costs the machine.
#pragma once

#include <cstdint>
#include <deque>

#include "common/base/clock.h"

namespace adit {

// Not thread-safe.
class ResourceMeter {
 public:
  // `clock` must outlive the meter. Shares are taken over the last `window_us`.
  explicit ResourceMeter(Clock& clock, int64_t window_us = 10'000'000);

  // Reads the process's CPU time and memory; call about once a second.
  void Sample();
  // Share of one core over the window; 0 until two samples were taken.
  [[nodiscard]] double cpu_share() const;
  // Since the meter was made.
  [[nodiscard]] double mean_cpu_share() const;
  [[nodiscard]] uint64_t resident_bytes() const { return resident_bytes_; }

 private:
  struct Point {
    int64_t monotonic_us;
    int64_t cpu_us;
  };
  Clock& clock_;
  const int64_t window_us_;
  Point first_;
  std::deque<Point> points_;
  uint64_t resident_bytes_ = 0;
};

}  // namespace adit
