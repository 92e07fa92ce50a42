// RefCache: what was read of accessible objects lately, so that a form is read once and not at each
// key.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

#include "agent/linux/accessible.h"

namespace adit {

// Least-recently-used map of bounded size from accessible objects to T. One thread.
template <typename T>
class RefCache {
 public:
  // REQUIRES: capacity > 0.
  explicit RefCache(size_t capacity) : capacity_(capacity) {}

  // Null when unknown; valid until the next non-const call.
  [[nodiscard]] T* Find(const AccessibleRef& ref) {
    const auto found = by_ref_.find(ref);
    if (found == by_ref_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  void Put(const AccessibleRef& ref, T value) {
    Forget(ref);
    while (entries_.size() >= capacity_) {
      by_ref_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(ref, std::move(value));
    by_ref_[ref] = entries_.begin();
  }

  void Forget(const AccessibleRef& ref) {
    const auto found = by_ref_.find(ref);
    if (found == by_ref_.end()) return;
    entries_.erase(found->second);
    by_ref_.erase(found);
  }

  // All objects of an application that left the bus.
  void ForgetConnection(const std::string& connection) {
    for (auto at = entries_.begin(); at != entries_.end();) {
      if (at->first.connection == connection) {
        by_ref_.erase(at->first);
        at = entries_.erase(at);
      } else {
        ++at;
      }
    }
  }

  [[nodiscard]] size_t size() const { return entries_.size(); }

 private:
  using Entry = std::pair<AccessibleRef, T>;
  const size_t capacity_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<AccessibleRef, typename std::list<Entry>::iterator> by_ref_;
};

}  // namespace adit
