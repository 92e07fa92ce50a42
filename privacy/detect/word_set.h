// WordSet: a fixed list of words that is asked for by the hash that tokens carry.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "privacy/detect/context_words.h"

namespace adit {

// A bit filter answers for nearly every word that is not in the list; the hashes decide.
template <size_t kCount>
class WordSet {
 public:
  constexpr explicit WordSet(const std::string_view (&words)[kCount]) {
    for (size_t i = 0; i < kCount; ++i) {
      hashes_[i] = HashWord(words[i]);
      filter_[Bit(hashes_[i]) / 64] |= uint64_t{1} << (Bit(hashes_[i]) % 64);
    }
  }

  // `hash`: HashWord() of a folded lower-case word.
  [[nodiscard]] constexpr bool Has(uint32_t hash) const {
    if (((filter_[Bit(hash) / 64] >> (Bit(hash) % 64)) & 1) == 0) return false;
    for (const uint32_t known : hashes_) {
      if (known == hash) return true;
    }
    return false;
  }

 private:
  static constexpr size_t kBits = 4096;
  static constexpr size_t Bit(uint32_t hash) { return (hash ^ (hash >> 15)) % kBits; }

  std::array<uint32_t, kCount> hashes_{};
  std::array<uint64_t, kBits / 64> filter_{};
};

}  // namespace adit
