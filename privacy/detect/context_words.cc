#include "privacy/detect/context_words.h"

#include <array>
#include <bit>
#include <cstddef>
#include <vector>

namespace adit {
namespace {

struct Vocabulary {
  ContextMask bits;
  std::string_view words;
};

constexpr Vocabulary kVocabulary[] = {
#include "privacy/detect/context_vocabulary.inc"
};

// Open addressing over hashes alone: two of some 3,000 words share a 32-bit hash with a chance of
// one in a thousand, and a test shows that none do.
class ContextTable {
 public:
  ContextTable() {
    for (const Vocabulary& entry : kVocabulary) AddList(entry);
  }

  [[nodiscard]] ContextMask Find(uint32_t hash) const {
    if (!MayHold(hash)) return 0;
    for (size_t slot = hash & kMask;; slot = (slot + 1) & kMask) {
      if (slots_[slot].bits == 0) return 0;
      if (slots_[slot].hash == hash) return slots_[slot].bits;
    }
  }

 private:
  // One bit a hash: most words end here, in lines that stay in the cache.
  static constexpr size_t kFilterBits = 1 << 16;
  [[nodiscard]] bool MayHold(uint32_t hash) const {
    const uint32_t bit = (hash >> 13) & (kFilterBits - 1);
    return ((filter_[bit >> 6] >> (bit & 63)) & 1) != 0;
  }

  static constexpr size_t kSlots = 8192;
  static constexpr size_t kMask = kSlots - 1;

  struct Slot {
    uint32_t hash = 0;
    ContextMask bits = 0;
  };

  void Add(uint32_t hash, ContextMask bits) {
    size_t slot = hash & kMask;
    while (slots_[slot].bits != 0 && slots_[slot].hash != hash) slot = (slot + 1) & kMask;
    slots_[slot].hash = hash;
    const uint32_t bit = (hash >> 13) & (kFilterBits - 1);
    filter_[bit >> 6] |= uint64_t{1} << (bit & 63);
    slots_[slot].bits |= bits;
  }

  void AddList(const Vocabulary& entry) {
    for (size_t at = 0; at < entry.words.size();) {
      const size_t comma = std::min(entry.words.find(',', at), entry.words.size());
      AddPhrase(entry.words.substr(at, comma - at), entry.bits);
      at = comma + 1;
    }
  }

  void AddPhrase(std::string_view phrase, ContextMask bits) {
    uint32_t hash = 0;
    bool first = true;
    for (size_t at = 0; at < phrase.size();) {
      const size_t space = std::min(phrase.find(' ', at), phrase.size());
      const uint32_t word = HashWord(phrase.substr(at, space - at));
      hash = first ? word : HashPhrase(hash, word);
      first = false;
      at = space + 1;
      Add(hash, at < phrase.size() ? kStartsPhrase : bits);
    }
  }

  std::array<uint64_t, kFilterBits / 64> filter_{};
  std::array<Slot, kSlots> slots_{};
};

const ContextTable& Table() {
  static const ContextTable& table = *new ContextTable;
  return table;
}

}  // namespace

ContextMask LookUpContext(uint32_t hash) { return Table().Find(hash); }

}  // namespace adit
