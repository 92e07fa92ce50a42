// ConnectionCount: how many connections each address or agent has, so that one cannot take them
// all.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace adit::http {

// Threads: any.
class ConnectionCount {
 public:
  explicit ConnectionCount(size_t limit) : limit_(limit) {}
  // False when `key` has its share already.
  [[nodiscard]] bool TryAdd(const std::string& key) {
    const std::lock_guard lock(mutex_);
    size_t& count = counts_[key];
    if (count >= limit_) return false;
    ++count;
    return true;
  }
  // REQUIRES: a TryAdd of the key that returned true.
  void Remove(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(key);
    if (found != counts_.end() && --found->second == 0) counts_.erase(found);
  }

 private:
  const size_t limit_;
  std::mutex mutex_;
  std::unordered_map<std::string, size_t> counts_;  // guarded by mutex_
};

}  // namespace adit::http
