// Gazetteer: which words are given names, family names or ordinary words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

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

// Open addressing over hashes alone. A slot keeps 24 bits of the hash, its place the others: an unknown
// word is taken for a known one with a chance of about one in ten million. Threads: any.
class NameTable {
 public:
  // The table (4 MiB), built at the first call, in some 20 ms.
  [[nodiscard]] static const NameTable& Get();

  // Flags of a word by HashWord() of its folded lower-case form; 0 = unknown.
  [[nodiscard]] uint8_t Find(uint32_t hash) const {
    for (size_t slot = Home(hash);; slot = (slot + 1) & (kSlots - 1)) {
      const uint32_t entry = slots_[slot];
      if (entry == 0) return 0;
      if ((entry & kHashBits) == (hash & kHashBits)) return static_cast<uint8_t>(entry);
    }
  }
  // Fetches the entry of a word that will be asked for soon.
  void Prefetch(uint32_t hash) const { __builtin_prefetch(&slots_[Home(hash)]); }

 private:
  static constexpr size_t kSlots = size_t{1} << 20;
  static constexpr uint32_t kHashBits = 0xFFFFFF00;

  // The multiplication mixes the low bits, which the slot does not keep, into the place.
  static size_t Home(uint32_t hash) { return (hash * 0x9E3779B1u) >> 12; }

  NameTable();
  void Add(uint32_t hash, uint8_t flags);

  std::vector<uint32_t> slots_;
};

// Flags of a word without kNameParticle.
[[nodiscard]] uint8_t LookUpName(uint32_t hash);

}  // namespace adit
