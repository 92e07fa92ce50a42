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

// Longest first among those not yet marked; containment is transitive, so comparing with kept ones
// is enough.
void MarkByContainment(const PatternStore& patterns, Subsumption subsumption,
                       std::vector<bool>& unsubsumed) {
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < patterns.size(); ++i) {
    if (unsubsumed[i]) order.push_back(i);
  }
  const auto by_group = [&](uint32_t a, uint32_t b) {
    if (subsumption == Subsumption::kEqualSupport && patterns.support(a) != patterns.support(b)) {
      return patterns.support(a) < patterns.support(b);
    }
    return patterns.codes(a).size() > patterns.codes(b).size();
  };
  std::stable_sort(order.begin(), order.end(), by_group);
  struct Kept {
    uint64_t signature;
    uint32_t index;
  };
  std::vector<Kept> kept;
  for (size_t i = 0; i < order.size(); ++i) {
    const uint32_t candidate = order[i];
    if (i > 0 && subsumption == Subsumption::kEqualSupport &&
        patterns.support(order[i - 1]) != patterns.support(candidate)) {
      kept.clear();
    }
    const auto codes = patterns.codes(candidate);
    const uint64_t signature = Signature(codes);
    const bool contained = std::any_of(kept.begin(), kept.end(), [&](const Kept& other) {
      return (signature & ~other.signature) == 0 && Contains(patterns.codes(other.index), codes);
    });
    if (contained) {
      unsubsumed[candidate] = false;
    } else {
      kept.push_back({signature, candidate});
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
