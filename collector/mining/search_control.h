// SearchControl: what stops a run before its end; shared by all its threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "collector/mining/pattern_miner.h"
#include "common/base/clock.h"

namespace adit::mining {

class SearchControl {
 public:
  explicit SearchControl(const MiningParameters& parameters)
      : cancel_(parameters.cancel),
        clock_(parameters.clock != nullptr ? parameters.clock : &SystemClock()),
        memory_limit_(parameters.memory_bytes) {
    if (parameters.time_micros > 0) {
      has_deadline_ = true;
      deadline_micros_ = clock_->MonotonicMicros() + parameters.time_micros;
    }
  }

  // Cheap; for every node of a search.
  [[nodiscard]] bool stopped() const { return stop_.load(std::memory_order_relaxed) != 0; }
  [[nodiscard]] StopReason reason() const {
    return static_cast<StopReason>(stop_.load(std::memory_order_relaxed));
  }
  // The first reason stays.
  void Stop(StopReason reason) {
    uint8_t running = 0;
    stop_.compare_exchange_strong(running, static_cast<uint8_t>(reason));
  }
  // Ends a search that another will replace; the run itself goes on after Resume.
  void Abandon() { Stop(kAbandoned); }
  // True when the search was abandoned; false when it ended by itself or the run is to end.
  bool Resume() {
    uint8_t abandoned = static_cast<uint8_t>(kAbandoned);
    return stop_.compare_exchange_strong(abandoned, 0);
  }
  // Looks at the clock and the caller's flag; for every few hundred microseconds of work.
  void Poll() {
    if (cancel_ != nullptr && cancel_->load(std::memory_order_relaxed))
      Stop(StopReason::kCancelled);
    if (has_deadline_ && clock_->MonotonicMicros() >= deadline_micros_)
      Stop(StopReason::kTimeLimit);
  }
  // Adds to (or takes from) the accounted memory; stops the run above its limit.
  void AccountMemory(int64_t bytes) {
    const int64_t now = memory_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    int64_t peak = peak_.load(std::memory_order_relaxed);
    while (now > peak && !peak_.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
    }
    if (memory_limit_ != 0 && now > static_cast<int64_t>(memory_limit_)) {
      Stop(StopReason::kMemoryLimit);
    }
  }
  // What one structure that could be done without may take: a quarter of the limit, and at most
  // `most`.
  [[nodiscard]] size_t ShareOfMemory(size_t most) const {
    return memory_limit_ == 0 ? most
                              : static_cast<size_t>(std::min<uint64_t>(most, memory_limit_ / 4));
  }
  [[nodiscard]] uint64_t peak_memory_bytes() const { return static_cast<uint64_t>(peak_.load()); }

 private:
  static constexpr auto kAbandoned = static_cast<StopReason>(255);

  const std::atomic<bool>* cancel_;
  Clock* clock_;
  uint64_t memory_limit_;
  bool has_deadline_ = false;
  int64_t deadline_micros_ = 0;
  std::atomic<uint8_t> stop_{0};
  std::atomic<int64_t> memory_{0};
  std::atomic<int64_t> peak_{0};
};

// Accounts the growing size of one holder of memory and gives it back at its end.
class AccountedMemory {
 public:
  explicit AccountedMemory(SearchControl& control) : control_(control) {}
  AccountedMemory(const AccountedMemory&) = delete;
  AccountedMemory& operator=(const AccountedMemory&) = delete;
  ~AccountedMemory() { control_.AccountMemory(-bytes_); }
  void Set(size_t bytes) {
    const auto now = static_cast<int64_t>(bytes);
    if (now == bytes_) return;
    control_.AccountMemory(now - bytes_);
    bytes_ = now;
  }

 private:
  SearchControl& control_;
  int64_t bytes_ = 0;
};

}  // namespace adit::mining
