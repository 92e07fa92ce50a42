// StrangerQueue: connections that have not shown an agent's certificate, oldest first, so that those who
// only hold connections open cannot keep agents out.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace adit::http {

class Stranger {
 public:
  virtual ~Stranger() = default;
  // Its connection is wanted for another: closes it, once it is answered if it is being answered. Any
  // thread.
  virtual void GiveWay() = 0;
};

// Threads: any.
class StrangerQueue {
 public:
  void Add(const Stranger& stranger, std::weak_ptr<Stranger> pointer) {
    const std::lock_guard lock(mutex_);
    places_[&stranger] = queue_.insert(queue_.end(), {&stranger, std::move(pointer)});
  }
  // Nothing happens to one that is not in it.
  void Remove(const Stranger& stranger) {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(&stranger);
    if (found == places_.end()) return;
    queue_.erase(found->second);
    places_.erase(found);
  }
  [[nodiscard]] size_t size() {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }
  // False when there is none.
  [[nodiscard]] bool OldestGivesWay() {
    std::shared_ptr<Stranger> oldest;
    {
      const std::lock_guard lock(mutex_);
      while (oldest == nullptr && !queue_.empty()) {
        oldest = queue_.front().pointer.lock();
        places_.erase(queue_.front().key);
        queue_.pop_front();
      }
    }
    if (oldest != nullptr) oldest->GiveWay();
    return oldest != nullptr;
  }

 private:
  struct Waiting {
    const Stranger* key;
    std::weak_ptr<Stranger> pointer;
  };
  std::mutex mutex_;
  // Guarded by mutex_.
  std::list<Waiting> queue_;
  std::unordered_map<const Stranger*, std::list<Waiting>::iterator> places_;
};

}  // namespace adit::http
