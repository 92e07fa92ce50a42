#include "common/base/clock.h"

#include <chrono>
#include <thread>

namespace adit {
namespace {

template <typename StdClock>
int64_t Micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             StdClock::now().time_since_epoch())
      .count();
}

class RealClock final : public Clock {
 public:
  int64_t WallMicros() override { return Micros<std::chrono::system_clock>(); }
  int64_t MonotonicMicros() override { return Micros<std::chrono::steady_clock>(); }
  void SleepMicros(int64_t micros) override {
    if (micros > 0) std::this_thread::sleep_for(std::chrono::microseconds(micros));
  }
};

}  // namespace

Clock& SystemClock() {
  static RealClock* const clock = new RealClock;  // never destroyed: threads may outlive main
  return *clock;
}

}  // namespace adit
