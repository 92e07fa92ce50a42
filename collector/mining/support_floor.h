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
  // What happens to the patterns offered.
  enum class Mode : uint8_t {
    kFixed,   // all of the floor's support and more are kept
    kRising,  // none is kept; the floor rises to one above the k-th highest support
    kTies,    // of those with exactly the floor's support only the shortest are kept, so that k patterns
              // and some more come together; the floor is the k-th highest support
  };
  // Only patterns of min_length and more count among the k.
  SupportFloor(Mode mode, uint64_t floor, uint64_t k, uint32_t min_length)
      : mode_(mode), floor_(floor), first_floor_(floor), k_(k), min_length_(min_length) {}
  explicit SupportFloor(uint64_t floor) : SupportFloor(Mode::kFixed, floor, 0, 0) {}

  [[nodiscard]] uint64_t current() const { return floor_.load(std::memory_order_relaxed); }
  // False when neither such a pattern nor a longer one that begins with it is of interest.
  [[nodiscard]] bool Wants(uint64_t support, uint32_t length) const {
    const uint64_t floor = current();
    if (support != floor) return support > floor;
    return length <= tie_length_.load(std::memory_order_relaxed);
  }
  // For every pattern found; true when it is to be kept.
  bool Offer(uint64_t support, uint32_t length) {
    if (mode_ == Mode::kFixed) return true;
    if (support >= current() && length >= min_length_) {
      const std::lock_guard lock(mutex_);
      if (mode_ == Mode::kRising) {
        RaiseFloor(support);
      } else {
        LowerTieLength(support, length);
      }
    }
    return mode_ == Mode::kTies;
  }
  // Patterns offered, at most k.
  [[nodiscard]] uint64_t offered() {
    const std::lock_guard lock(mutex_);
    return best_.size();
  }
  // The k-th highest support, or the first floor when there were fewer.
  [[nodiscard]] uint64_t LeastOfBest() {
    const std::lock_guard lock(mutex_);
    return best_.size() == k_ && k_ != 0 ? best_.top() : first_floor_;
  }

 private:
  void RaiseFloor(uint64_t support) {
    if (best_.size() == k_) {
      if (support <= best_.top()) return;
      best_.pop();
    }
    best_.push(support);
    // Equals of the k-th would not change it.
    if (best_.size() == k_) {
      floor_.store(std::max(current(), best_.top() + 1), std::memory_order_relaxed);
    }
  }
  void LowerTieLength(uint64_t support, uint32_t length) {
    if (support > first_floor_) {
      ++above_;
    } else {
      ties_.push(length);
    }
    while (!ties_.empty() && above_ + ties_.size() > k_) ties_.pop();
    if (above_ + ties_.size() >= k_) {
      tie_length_.store(ties_.empty() ? 0 : ties_.top(), std::memory_order_relaxed);
    }
  }

  const Mode mode_;
  std::atomic<uint64_t> floor_;
  std::atomic<uint32_t> tie_length_{0xffffffffu};
  const uint64_t first_floor_;
  const uint64_t k_;
  const uint32_t min_length_;
  std::mutex mutex_;
  std::priority_queue<uint64_t, std::vector<uint64_t>, std::greater<>> best_;  // guarded by mutex_
  std::priority_queue<uint32_t> ties_;  // guarded by mutex_; lengths
  uint64_t above_ = 0;                  // guarded by mutex_; patterns above the floor
};

}  // namespace adit::mining
