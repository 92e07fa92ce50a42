// BoundedQueue: hands values from many producers to one consumer and never blocks a producer.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace adit {

// Threads: every function may be called from any thread. A full queue refuses, and counts what it
// refused: the caller turns the count into a record of loss.
template <typename T>
class BoundedQueue {
 public:
  // REQUIRES: capacity > 0.
  explicit BoundedQueue(size_t capacity) : capacity_(capacity) {}

  // False (and counted) when full or closed.
  bool TryPush(T value) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || values_.size() >= capacity_) {
        ++refused_;
        return false;
      }
      values_.push_back(std::move(value));
    }
    ready_.notify_one();
    return true;
  }

  // Waits up to `timeout` for at least one value, then takes up to `limit` of them in order.
  // Empty after the timeout, or when closed and drained.
  [[nodiscard]] std::vector<T> PopSome(size_t limit, std::chrono::microseconds timeout) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, timeout, [this] { return closed_ || !values_.empty(); });
    std::vector<T> taken;
    while (!values_.empty() && taken.size() < limit) {
      taken.push_back(std::move(values_.front()));
      values_.pop_front();
    }
    return taken;
  }

  // No further value is accepted; those inside can still be taken.
  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  [[nodiscard]] bool closed_and_empty() const {
    const std::lock_guard lock(mutex_);
    return closed_ && values_.empty();
  }
  [[nodiscard]] size_t size() const {
    const std::lock_guard lock(mutex_);
    return values_.size();
  }
  // Values refused since the last call.
  [[nodiscard]] uint64_t TakeRefused() {
    const std::lock_guard lock(mutex_);
    return std::exchange(refused_, 0);
  }

 private:
  const size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> values_;   // guarded by mutex_
  uint64_t refused_ = 0;   // guarded by mutex_
  bool closed_ = false;    // guarded by mutex_
};

}  // namespace adit
