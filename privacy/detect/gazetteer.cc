#include "privacy/detect/gazetteer.h"

#include <cstddef>
#include <string_view>
#include <vector>

#include "privacy/detect/context_words.h"

namespace adit {
namespace {

struct WordList {
  int flags;
  const char* words;  // divided by white space; a view would count a megabyte at compile time
};

constexpr WordList kLists[] = {
#include "privacy/detect/person_names.inc"

#include "privacy/detect/person_names_caseless.inc"

#include "privacy/detect/person_names_further.inc"

#include "privacy/detect/ordinary_words.inc"

    {kNameParticle,
     "von vom van de der den del della di da do dos das du des la le las los ter ten te zu zum zur af "
     "av bin binti bint ibn al el abu ap st y e und"},
};

// Open addressing over hashes alone. A slot keeps 24 bits of the hash, its place the others: an unknown
// word is taken for a known one with a chance of about one in ten million.
class NameTable {
 public:
  NameTable() : slots_(kSlots) {
    for (const WordList& list : kLists) {
      const std::string_view words(list.words);
      for (size_t at = 0; at < words.size();) {
        size_t end = at;
        while (end < words.size() && words[end] != ' ' && words[end] != '\n') ++end;
        if (end > at) Add(HashWord(words.substr(at, end - at)), static_cast<uint8_t>(list.flags));
        at = end + 1;
      }
    }
  }

  void Prefetch(uint32_t hash) const { __builtin_prefetch(&slots_[Home(hash)]); }

  [[nodiscard]] uint8_t Find(uint32_t hash) const {
    for (size_t slot = Home(hash);; slot = (slot + 1) & (kSlots - 1)) {
      const uint32_t entry = slots_[slot];
      if (entry == 0) return 0;
      if ((entry & kHashBits) == (hash & kHashBits)) return static_cast<uint8_t>(entry);
    }
  }

 private:
  static constexpr size_t kSlots = size_t{1} << 20;
  static constexpr uint32_t kHashBits = 0xFFFFFF00;

  // The multiplication mixes the low bits, which the slot does not keep, into the place.
  static size_t Home(uint32_t hash) { return (hash * 0x9E3779B1u) >> 12; }

  void Add(uint32_t hash, uint8_t flags) {
    size_t slot = Home(hash);
    while (slots_[slot] != 0 && (slots_[slot] & kHashBits) != (hash & kHashBits)) {
      slot = (slot + 1) & (kSlots - 1);
    }
    slots_[slot] |= (hash & kHashBits) | flags;
  }

  std::vector<uint32_t> slots_;
};

const NameTable& Table() {
  static const NameTable& table = *new NameTable;
  return table;
}

}  // namespace

uint8_t LookUpWord(uint32_t hash) { return Table().Find(hash); }

uint8_t LookUpName(uint32_t hash) { return LookUpWord(hash) & kWordFlags; }

void PrefetchWord(uint32_t hash) { Table().Prefetch(hash); }

}  // namespace adit
