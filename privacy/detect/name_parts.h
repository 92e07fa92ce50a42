// Name parts: what one word could be inside a person's name.
#pragma once

#include <cstdint>

#include "privacy/detect/scanned_text.h"

namespace adit {

enum class NameKind : uint8_t {
  kNone,        // no part of a name: lower case, or an ordinary word and nothing else
  kGiven,
  kGivenWeak,   // a given name that is an ordinary word too
  kFamily,
  kFamilyWeak,
  kRare,        // a rare family name
  kRareGiven,
  kUnknown,     // capitalised and in no table
  kInitial,     // one capital letter
  kParticle,    // von, de, van der
};

struct NamePart {
  size_t token = 0;
  NameKind kind = NameKind::kNone;
  bool all_caps = false;
  bool sure_ending = false;  // only family names end so
  bool hyphenated = false;  // joined to the part before with a hyphen
  [[nodiscard]] bool IsWord() const {
    return kind != NameKind::kNone && kind != NameKind::kInitial && kind != NameKind::kParticle;
  }
};

// A word for a paper or case that is kept by the name of the person it is about: "dossier", "Vertrag".
[[nodiscard]] bool IsCaseFileWord(uint32_t hash);

// Endings that family names of several languages have and other words seldom do; folded lower case.
[[nodiscard]] bool HasFamilyEnding(std::string_view lower);

// Endings that no other words have: "-kiewicz", "-opoulos", "-shvili".
[[nodiscard]] bool HasSureFamilyEnding(std::string_view lower);

[[nodiscard]] NamePart ReadNamePart(const ScannedText& scanned, size_t token);

// The word is an ordinary one and nothing else: ReadNamePart() says kNone. False does not say the
// opposite. Cheap, and true of most words.
[[nodiscard]] bool IsOnlyOrdinaryWord(const ScannedText& scanned, size_t token);

// "MaxMustermann": one word made of a given and a family name.
[[nodiscard]] bool FindJoinedName(const ScannedText& scanned, size_t token);

}  // namespace adit
