#include "privacy/detect/gazetteer.h"

#include <string_view>

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

}  // namespace

NameTable::NameTable() : slots_(kSlots) {
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

void NameTable::Add(uint32_t hash, uint8_t flags) {
  size_t slot = Home(hash);
  while (slots_[slot] != 0 && (slots_[slot] & kHashBits) != (hash & kHashBits)) {
    slot = (slot + 1) & (kSlots - 1);
  }
  slots_[slot] |= (hash & kHashBits) | flags;
}

const NameTable& NameTable::Get() {
  static const NameTable& table = *new NameTable;
  return table;
}

uint8_t LookUpName(uint32_t hash) { return NameTable::Get().Find(hash) & kWordFlags; }

}  // namespace adit
