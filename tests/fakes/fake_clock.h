// FakeClock: virtual time that passes only when a test says so.
#pragma once

#include "common/base/clock.h"

namespace adit {

class FakeClock final : public Clock {
 public:
  int64_t WallMicros() override { return wall_us_; }
  int64_t MonotonicMicros() override { return monotonic_us_; }
  void SleepMicros(int64_t micros) override {
    if (micros > 0) Advance(micros);
  }
  void Advance(int64_t micros) {
    wall_us_ += micros;
    monotonic_us_ += micros;
  }
  // Somebody set the clock, or the machine slept.
  void StepWall(int64_t micros) { wall_us_ += micros; }

 private:
  int64_t wall_us_ = 1'770'000'000'000'000;
  int64_t monotonic_us_ = 1'000'000'000;
};

}  // namespace adit
