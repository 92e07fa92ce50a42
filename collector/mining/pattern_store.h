// PatternStore: many patterns in flat arrays, for the filters that need to see all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "collector/mining/pattern_log.h"

namespace adit::mining {

class PatternStore {
 public:
  // Appends the entries of a log whose first entry continues the pattern appended last.
  void Append(const PatternLog& log);

  [[nodiscard]] size_t size() const { return supports_.size(); }
  [[nodiscard]] std::span<const uint32_t> codes(size_t index) const {
    return {codes_.data() + starts_[index], starts_[index + 1] - starts_[index]};
  }
  [[nodiscard]] uint64_t support(size_t index) const { return supports_[index]; }
  [[nodiscard]] size_t memory_bytes() const {
    return 4 * codes_.capacity() + 8 * (starts_.capacity() + supports_.capacity());
  }

 private:
  std::vector<uint32_t> codes_;
  std::vector<size_t> starts_{0};
  std::vector<uint64_t> supports_;
  std::vector<uint32_t> current_;
};

// True when `part` is contained in `whole` (elements subsets of elements, in order); both with
// kSameElement and elements in ascending order.
[[nodiscard]] bool Contains(std::span<const uint32_t> whole, std::span<const uint32_t> part);

enum class Subsumption : uint8_t { kEqualSupport, kAny };

// Which patterns of the store are contained in no longer one (kAny), or in no longer one of equal
// support (kEqualSupport). Exact for any set of patterns. Most are decided by looking up every
// pattern with one item deleted; the rest by containment in those kept, longest first.
// `one_step` says that a pattern contained in a longer one of the set is contained in one that is
// longer by one item (true without gap and span limits): then the look-up decides all.
[[nodiscard]] std::vector<bool> FindUnsubsumed(const PatternStore& patterns, Subsumption subsumption,
                                               bool one_step);

}  // namespace adit::mining
