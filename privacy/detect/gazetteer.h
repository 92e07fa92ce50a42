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
  kNameParticle = 32,   // von, de, van der: inside names
};
inline constexpr uint8_t kWordFlags = 0x1F;  // all but the particle

// Flags of a word by HashWord() of its folded lower-case form; 0 = unknown. The table (4 MiB)
// is built at the first call, in some 20 ms. Threads: any.
[[nodiscard]] uint8_t LookUpName(uint32_t hash);
// The same with kNameParticle.
[[nodiscard]] uint8_t LookUpWord(uint32_t hash);
// Fetches the entry of a word that will be asked for soon.
void PrefetchWord(uint32_t hash);

}  // namespace adit
