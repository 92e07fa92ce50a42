// ConnectionRate: how fast each address may open connections, since each costs a handshake.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace adit::http {

// A bucket an address: `burst` at once, then `per_second`. Whoever turns out to be an agent gets
// back what it took, so that a site of many agents behind one address is not slowed down. Memory is
// bounded: beyond kMaxAddresses those that are full again are forgotten, and while none is, new
// addresses share one bucket. Threads: any.
class ConnectionRate {
 public:
  static constexpr size_t kMaxAddresses = 16'384;

  ConnectionRate(uint32_t per_second, uint32_t burst) : per_second_(per_second), burst_(burst) {}

  // False when the address has to wait. `now_us` never goes back.
  [[nodiscard]] bool TryTake(const std::string& address, int64_t now_us) {
    const std::lock_guard lock(mutex_);
    Bucket& bucket = Find(address, now_us);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
  void GiveBack(const std::string& address, int64_t now_us) {
    const std::lock_guard lock(mutex_);
    Bucket& bucket = Find(address, now_us);
    bucket.tokens = std::min<double>(burst_, bucket.tokens + 1);
  }
  [[nodiscard]] size_t addresses() {
    const std::lock_guard lock(mutex_);
    return buckets_.size();
  }

 private:
  struct Bucket {
    double tokens = 0;
    int64_t filled_us = 0;
  };
  Bucket& Find(const std::string& address, int64_t now_us) {
    auto found = buckets_.find(address);
    if (found == buckets_.end() && buckets_.size() >= kMaxAddresses) Forget(now_us);
    if (found == buckets_.end()) {
      const bool room = buckets_.size() < kMaxAddresses;
      found = buckets_.try_emplace(room ? address : "", Bucket{double(burst_), now_us}).first;
    }
    found->second = {TokensAt(found->second, now_us), now_us};
    return found->second;
  }
  [[nodiscard]] double TokensAt(const Bucket& bucket, int64_t now_us) const {
    const double earned = static_cast<double>(now_us - bucket.filled_us) * per_second_ / 1'000'000;
    return std::min<double>(burst_, bucket.tokens + earned);
  }
  // At most once a second: a flood of addresses must not make each connection walk the table.
  void Forget(int64_t now_us) {
    if (now_us - forgot_us_ < 1'000'000) return;
    forgot_us_ = now_us;
    std::erase_if(buckets_,
                  [&](const auto& entry) { return TokensAt(entry.second, now_us) >= burst_; });
  }

  const uint32_t per_second_;
  const uint32_t burst_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::unordered_map<std::string, Bucket> buckets_;
  int64_t forgot_us_ = -1'000'000;
};

}  // namespace adit::http
