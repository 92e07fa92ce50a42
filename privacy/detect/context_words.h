// Context words: which words near a value say what the value is, in the languages of the product's
// users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace adit {

// A set of ContextBit.
using ContextMask = uint32_t;

enum ContextBit : ContextMask {
  kCtxPhone = 1u << 0,
  kCtxCard = 1u << 1,
  kCtxIban = 1u << 2,  // bank account in general
  kCtxBic = 1u << 3,
  kCtxTax = 1u << 4,
  kCtxNational = 1u << 5,
  kCtxSocial = 1u << 6,
  kCtxHealth = 1u << 7,
  kCtxPassport = 1u << 8,
  kCtxLicence = 1u << 9,
  kCtxPlate = 1u << 10,
  kCtxBirth = 1u << 11,
  kCtxPerson = 1u << 12,  // a person's name follows: "Kunde:", "contact", "assigned to"
  kCtxAddress = 1u << 13,
  kCtxSecret = 1u << 14,
  kCtxUser = 1u << 15,
  kCtxHost = 1u << 16,
  kCtxVat = 1u << 17,  // a company's number: positive for TAX_ID
  kCtxEmail = 1u << 18,
  kCtxNumber = 1u << 19,        // "number", "no", "nr": weak, only with another word
  kCtxTitle = 1u << 20,         // Mr, Frau, Dr
  kCtxGreeting = 1u << 21,      // Dear, Hallo
  kCtxLegalForm = 1u << 22,     // GmbH, S.A., Ltd: an organisation's name stands beside it
  kCtxOrganization = 1u << 23,  // GmbH, Inc, University: what stands before is no person
  kCtxStreet = 1u << 24,        // Street, rue, ulica: part of a postal address
  kCtxSpeech = 1u << 25,        // says, by, met: a person is likely near
  kCtxSubject = 1u << 27,       // is, was, has: weak sign that a name stands before
  kCtxNamed = 1u << 28,         // "my name is", "call me": a name follows, known or not
  kCtxUnit = 1u << 26,          // Apt, Suite, Etage: goes on in an address
  kCtxHonorific = 1u << 29,     // bey, san, ji: stands after a name
  kCtxNegative = 1u << 31,      // order, version, room, build: the number is none of the above
};

// FNV-1a over bytes of a lower-case word.
[[nodiscard]] constexpr uint32_t HashWord(std::string_view lower) {
  uint32_t hash = 2166136261u;
  for (const char c : lower) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

// Combines the hash of a phrase with that of its next word.
[[nodiscard]] constexpr uint32_t HashPhrase(uint32_t phrase, uint32_t word) {
  return ((phrase << 5) | (phrase >> 27)) * 2654435761u ^ word;
}

// Not a context: a longer phrase begins with these words.
inline constexpr ContextMask kStartsPhrase = 1u << 30;

// Open addressing over hashes alone: two of some 3,000 words share a 32-bit hash with a chance of
// one in a thousand, and a test shows that none do. Threads: any.
class ContextTable {
 public:
  [[nodiscard]] static const ContextTable& Get();

  // Bits of a word, or of a phrase of two or three words, by hash; 0 when it says nothing.
  [[nodiscard]] ContextMask Find(uint32_t hash) const {
    // One bit a hash: most words end here, in lines that stay in the cache.
    const uint32_t bit = FilterBit(hash);
    return ((filter_[bit >> 6] >> (bit & 63)) & 1) == 0 ? 0 : FindKnown(hash);
  }

 private:
  static constexpr size_t kFilterBits = 1 << 16;
  static constexpr size_t kSlots = 8192;
  static constexpr size_t kMask = kSlots - 1;

  struct Slot {
    uint32_t hash = 0;
    ContextMask bits = 0;
  };

  ContextTable();
  static uint32_t FilterBit(uint32_t hash) { return (hash >> 13) & (kFilterBits - 1); }
  [[nodiscard]] ContextMask FindKnown(uint32_t hash) const;
  void Add(uint32_t hash, ContextMask bits);
  void AddList(std::string_view words, ContextMask bits);  // divided by commas
  void AddPhrase(std::string_view phrase, ContextMask bits);

  std::array<uint64_t, kFilterBits / 64> filter_{};
  std::array<Slot, kSlots> slots_{};
};

}  // namespace adit
