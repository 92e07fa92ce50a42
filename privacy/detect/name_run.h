// NameRun: words in a row that could be one person's name.
#pragma once

#include <cstddef>
#include <string_view>

#include "privacy/detect/name_parts.h"
#include "privacy/detect/scanned_text.h"

namespace adit {

inline constexpr size_t kMaxNameParts = 7;

// A run of words that could be one name.
struct NameRun {
  NamePart parts[kMaxNameParts];
  size_t count = 0;
  int given = 0;       // unambiguous
  int given_weak = 0;  // also ordinary words
  int family = 0;
  int family_weak = 0;
  int rare = 0;
  int rare_given = 0;
  int unknown = 0;
  int capitals = 0;  // words in capitals
  int words = 0;     // without initials and particles
  int initials = 0;
  int particles = 0;
  bool arabic_article = false;  // "Al-", "El-" inside

  [[nodiscard]] size_t first_token() const { return parts[0].token; }
  [[nodiscard]] size_t last_token() const { return parts[count - 1].token; }
};

struct RunOptions {
  bool labelled = false;  // a label says that a name follows, so ordinary words may be part of it
  bool capitals_name = false;  // only names have capitals in this text
};

// The run that begins at token `first`; count 0 when no name can begin there.
[[nodiscard]] NameRun ReadRun(const ScannedText& scanned, size_t first, RunOptions options = {});

// "Name: …", "Kunde = …" right before token `i`.
[[nodiscard]] bool FollowsNameLabel(const ScannedText& scanned, size_t i);

// Bounded on both sides by the ends of the text or by what divides parts of a title.
[[nodiscard]] bool IsSegment(std::string_view text, size_t begin, size_t end);

}  // namespace adit
