#include "privacy/detect/gazetteer.h"

#include <algorithm>
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

#include "privacy/detect/ordinary_words.inc"
};

// Open addressing over 32-bit hashes alone: an unknown word is taken for a known one with a chance of
// 7 in 100,000.
class NameTable {
 public:
  NameTable() : hashes_(kSlots), flags_(kSlots) {
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

  [[nodiscard]] uint8_t Find(uint32_t hash) const {
    for (size_t slot = Home(hash);; slot = (slot + 1) & (kSlots - 1)) {
      if (flags_[slot] == 0) return 0;
      if (hashes_[slot] == hash) return flags_[slot];
    }
  }

 private:
  static constexpr size_t kSlots = size_t{1} << 19;

  // FNV's low bits are its weakest.
  static size_t Home(uint32_t hash) { return (hash ^ (hash >> 15)) & (kSlots - 1); }

  void Add(uint32_t hash, uint8_t flags) {
    size_t slot = Home(hash);
    while (flags_[slot] != 0 && hashes_[slot] != hash) slot = (slot + 1) & (kSlots - 1);
    hashes_[slot] = hash;
    flags_[slot] |= flags;
  }

  std::vector<uint32_t> hashes_;
  std::vector<uint8_t> flags_;
};

}  // namespace

uint8_t LookUpName(uint32_t hash) {
  static const NameTable& table = *new NameTable;
  return table.Find(hash);
}

}  // namespace adit
