// How single code points fold: to ASCII, to a letter of another script, or to nothing.
#pragma once

#include <cstdint>

namespace adit {

struct FoldedCodePoint {
  uint8_t size = 0;      // > 0: the ASCII characters that stand for it
  char ascii[3] = {};
  char32_t letter = 0;   // size == 0: the letter itself; 0 = dropped
  char32_t lower = 0;    // its lower case
};

// For code points >= 0x80 and for ASCII that came from percent-encoding.
[[nodiscard]] FoldedCodePoint FoldCodePoint(char32_t code_point);

// The ASCII character that a Cyrillic or Greek letter is drawn like ("А" -> 'A'), else '\0'.
[[nodiscard]] char LookAlike(char32_t code_point);

}  // namespace adit
