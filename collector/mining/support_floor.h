// SupportFloor: the least support a search cares about, rising while better patterns are found.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <queue>
#include <vector>

namespace adit::mining {

// Threads: any.
class SupportFloor {
 public:
  // Keeps `floor` for ever when k is 0; otherwise the k-th highest support offered, once there are
  // k, of patterns of min_length and more.
  SupportFloor(uint64_t floor, uint64_t k, uint32_t min_length)
      : floor_(floor), k_(k), min_length_(min_length) {}

  [[nodiscard]] uint64_t current() const { return floor_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool rises() const { return k_ != 0; }
  void Offer(uint64_t support, uint32_t length) {
    if (k_ == 0 || support <= current() || length < min_length_) {
      if (k_ == 0 || support < current() || length < min_length_) return;
    }
    const std::lock_guard lock(mutex_);
    if (best_.size() < k_) {
      best_.push(support);
    } else if (support > best_.top()) {
      best_.pop();
      best_.push(support);
    }
    if (best_.size() == k_) {
      floor_.store(std::max(current(), best_.top()), std::memory_order_relaxed);
    }
  }
  // Patterns offered at or above the floor, at most k.
  [[nodiscard]] uint64_t offered() {
    const std::lock_guard lock(mutex_);
    return best_.size();
  }

 private:
  std::atomic<uint64_t> floor_;
  const uint64_t k_;
  const uint32_t min_length_;
  std::mutex mutex_;
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> best_;  // guarded by mutex_
};

}  // namespace adit::mining
