#include "privacy/detect/context_words.h"

#include <algorithm>

namespace adit {
namespace {

struct Vocabulary {
  ContextMask bits;
  std::string_view words;
};

constexpr Vocabulary kVocabulary[] = {
#include "privacy/detect/context_vocabulary.inc"
};

}  // namespace

ContextTable::ContextTable() {
  for (const Vocabulary& entry : kVocabulary) AddList(entry.words, entry.bits);
}

const ContextTable& ContextTable::Get() {
  static const ContextTable& table = *new ContextTable;
  return table;
}

ContextMask ContextTable::FindKnown(uint32_t hash) const {
  for (size_t slot = hash & kMask;; slot = (slot + 1) & kMask) {
    if (slots_[slot].bits == 0) return 0;
    if (slots_[slot].hash == hash) return slots_[slot].bits;
  }
}

void ContextTable::Add(uint32_t hash, ContextMask bits) {
  size_t slot = hash & kMask;
  while (slots_[slot].bits != 0 && slots_[slot].hash != hash) slot = (slot + 1) & kMask;
  slots_[slot].hash = hash;
  slots_[slot].bits |= bits;
  const uint32_t bit = FilterBit(hash);
  filter_[bit >> 6] |= uint64_t{1} << (bit & 63);
}

void ContextTable::AddList(std::string_view words, ContextMask bits) {
  for (size_t at = 0; at < words.size();) {
    const size_t comma = std::min(words.find(',', at), words.size());
    AddPhrase(words.substr(at, comma - at), bits);
    at = comma + 1;
  }
}

void ContextTable::AddPhrase(std::string_view phrase, ContextMask bits) {
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

}  // namespace adit
