#include "collector/mining/pattern_store.h"

#include <algorithm>
#include <numeric>

#include "collector/mining/sequence_database.h"

namespace adit::mining {
namespace {

uint64_t HashCodes(std::span<const uint32_t> codes) {
  uint64_t hash = 0x9e3779b97f4a7c15u ^ codes.size();
  for (const uint32_t code : codes) {
    hash = (hash ^ code) * 0xff51afd7ed558ccdu;
    hash ^= hash >> 32;
  }
  return hash;
}

class PatternIndex {
 public:
  explicit PatternIndex(const PatternStore& patterns) : patterns_(patterns) {
    size_t slots = 16;
    while (slots < patterns.size() * 2) slots *= 2;
    slots_.assign(slots, 0);
    for (size_t i = 0; i < patterns.size(); ++i) {
      size_t slot = HashCodes(patterns.codes(i)) & (slots - 1);
      while (slots_[slot] != 0) slot = (slot + 1) & (slots - 1);
      slots_[slot] = static_cast<uint32_t>(i + 1);
    }
  }
  // Index of the pattern, or size() of the store.
  [[nodiscard]] size_t Find(std::span<const uint32_t> codes) const {
    size_t slot = HashCodes(codes) & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      const auto found = patterns_.codes(slots_[slot] - 1);
      if (std::equal(found.begin(), found.end(), codes.begin(), codes.end())) {
        return slots_[slot] - 1;
      }
    }
    return patterns_.size();
  }

 private:
  const PatternStore& patterns_;
  std::vector<uint32_t> slots_;  // index + 1; 0 = free
};

void MarkByDeletion(const PatternStore& patterns, Subsumption subsumption,
                    std::vector<bool>& unsubsumed) {
  const PatternIndex index(patterns);
  std::vector<uint32_t> shorter;
  for (size_t i = 0; i < patterns.size(); ++i) {
    const auto codes = patterns.codes(i);
    if (codes.size() < 2) continue;
    for (size_t gone = 0; gone < codes.size(); ++gone) {
      shorter.assign(codes.begin(), codes.end());
      // The next item of the element becomes its first.
      if (gone + 1 < codes.size() && (codes[gone] & kSameElement) == 0) {
        shorter[gone + 1] &= kMaxItem;
      }
      shorter.erase(shorter.begin() + static_cast<ptrdiff_t>(gone));
      const size_t found = index.Find(shorter);
      if (found == patterns.size()) continue;
      if (subsumption == Subsumption::kAny || patterns.support(found) == patterns.support(i)) {
        unsubsumed[found] = false;
      }
    }
  }
}

uint64_t Signature(std::span<const uint32_t> codes) {
  uint64_t signature = 0;
  for (const uint32_t code : codes) {
    signature |= uint64_t{1} << (((code & kMaxItem) * 0x9e3779b1u) >> 26);
  }
  return signature;
}

// Patterns found to be contained in no other, by their items.
class KeptPatterns {
 public:
  explicit KeptPatterns(const PatternStore& patterns) : patterns_(patterns) {}

  // Looks among the kept patterns that have the part's rarest item (of the highest code).
  [[nodiscard]] bool Contain(std::span<const uint32_t> part) const {
    uint32_t rarest = 0;
    for (const uint32_t code : part) rarest = std::max(rarest, code & kMaxItem);
    if (rarest >= by_item_.size()) return false;
    const uint64_t signature = Signature(part);
    return std::any_of(by_item_[rarest].begin(), by_item_[rarest].end(), [&](const Kept& other) {
      return (signature & ~other.signature) == 0 && Contains(patterns_.codes(other.index), part);
    });
  }
  void Keep(uint32_t index) {
    const auto codes = patterns_.codes(index);
    const Kept kept{Signature(codes), index};
    for (const uint32_t code : codes) {
      const uint32_t item = code & kMaxItem;
      if (item >= by_item_.size()) by_item_.resize(item + 1);
      if (by_item_[item].empty()) used_.push_back(item);
      if (by_item_[item].empty() || by_item_[item].back().index != index) {
        by_item_[item].push_back(kept);
      }
    }
  }
  void Clear() {
    for (const uint32_t item : used_) by_item_[item].clear();
    used_.clear();
  }

 private:
  struct Kept {
    uint64_t signature;
    uint32_t index;
  };
  const PatternStore& patterns_;
  std::vector<std::vector<Kept>> by_item_;
  std::vector<uint32_t> used_;
};

// Longest first among those not yet marked; containment is transitive, so comparing with kept ones
// is enough.
void MarkByContainment(const PatternStore& patterns, Subsumption subsumption,
                       std::vector<bool>& unsubsumed) {
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < patterns.size(); ++i) {
    if (unsubsumed[i]) order.push_back(i);
  }
  const bool equal_support = subsumption == Subsumption::kEqualSupport;
  const auto by_group = [&](uint32_t a, uint32_t b) {
    if (equal_support && patterns.support(a) != patterns.support(b)) {
      return patterns.support(a) < patterns.support(b);
    }
    return patterns.codes(a).size() > patterns.codes(b).size();
  };
  std::stable_sort(order.begin(), order.end(), by_group);
  KeptPatterns kept(patterns);
  for (size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && equal_support && patterns.support(order[i - 1]) != patterns.support(order[i])) {
      kept.Clear();
    }
    if (kept.Contain(patterns.codes(order[i]))) {
      unsubsumed[order[i]] = false;
    } else {
      kept.Keep(order[i]);
    }
  }
}

}  // namespace

void PatternStore::Append(const PatternLog& log) {
  PatternLog::Reader reader(log);
  uint32_t length = 0;
  uint32_t code = 0;
  uint64_t support = 0;
  while (reader.Next(length, code, support)) {
    current_.resize(length);
    current_.back() = code;
    if (support == 0) continue;
    codes_.insert(codes_.end(), current_.begin(), current_.end());
    starts_.push_back(codes_.size());
    supports_.push_back(support);
  }
}

bool Contains(std::span<const uint32_t> whole, std::span<const uint32_t> part) {
  size_t w = 0;
  for (size_t p = 0; p < part.size();) {
    size_t part_end = p + 1;
    while (part_end < part.size() && (part[part_end] & kSameElement) != 0) ++part_end;
    bool matched = false;
    while (!matched && w < whole.size()) {
      size_t whole_end = w + 1;
      while (whole_end < whole.size() && (whole[whole_end] & kSameElement) != 0) ++whole_end;
      size_t at = p;
      for (; w < whole_end && at < part_end; ++w) {
        if ((whole[w] & kMaxItem) == (part[at] & kMaxItem)) ++at;
      }
      matched = at == part_end;
      w = whole_end;
    }
    if (!matched) return false;
    p = part_end;
  }
  return true;
}

std::vector<bool> FindUnsubsumed(const PatternStore& patterns, Subsumption subsumption,
                                 bool one_step) {
  std::vector<bool> unsubsumed(patterns.size(), true);
  MarkByDeletion(patterns, subsumption, unsubsumed);
  if (!one_step) MarkByContainment(patterns, subsumption, unsubsumed);
  return unsubsumed;
}

}  // namespace adit::mining
