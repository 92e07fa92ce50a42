// Gazetteer: which words are given names, family names or ordinary words.
#pragma once

#include <cstdint>

namespace adit {

enum NameFlag : uint8_t {
  kGivenName = 1,
  kFamilyName = 2,
  kRareFamilyName = 4,  // of few people: only together with other evidence
  kRareGivenName = 16,
  kOrdinaryWord = 8,    // also, or only, a word of everyday language
};

// Flags of a word by HashWord() of its folded lower-case form; 0 = unknown. The table (4 MiB)
// is built at the first call, in some 20 ms. Threads: any.
[[nodiscard]] uint8_t LookUpName(uint32_t hash);

}  // namespace adit
