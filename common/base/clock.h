// Clock: the only way to learn the time, so that tests and the simulation can hand in their own.
#pragma once

#include <cstdint>

namespace adit {

inline constexpr int64_t kMicrosPerSecond = 1'000'000;

// Threads: all functions may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01T00:00:00Z; may jump when the system's clock is set.
  [[nodiscard]] virtual int64_t WallMicros() = 0;
  // Microseconds since an arbitrary start; never goes back. Stands still while the machine sleeps.
  [[nodiscard]] virtual int64_t MonotonicMicros() = 0;
  // Returns after at least `micros` microseconds, or at once when micros <= 0.
  virtual void SleepMicros(int64_t micros) = 0;
};

// The operating system's clocks. Never destroyed.
[[nodiscard]] Clock& SystemClock();

}  // namespace adit
