// Names in Cyrillic and Greek letters, written in Latin ones, so that one gazetteer knows both.
#pragma once

#include <cstddef>
#include <string_view>

namespace adit {

// How letters of Cyrillic become Latin: as English writes Russian and Bulgarian names ("zh", "ya"),
// or as Serbian, Macedonian and Czech spellings do without their marks ("z", "ja").
enum class LatinStyle { kEnglish, kSlavic };

inline constexpr size_t kMaxLatinName = 64;

// Writes `lower` (folded, lower case) in Latin letters into `out`, which holds kMaxLatinName; its
// size, or 0 when a character is neither Cyrillic nor Greek or the name does not fit.
[[nodiscard]] size_t WriteLatinName(std::string_view lower, LatinStyle style, char* out);

// True when the word begins with a letter of either script.
[[nodiscard]] inline bool IsCyrillicOrGreek(std::string_view lower) {
  const auto first = static_cast<unsigned char>(lower.empty() ? 0 : lower[0]);
  return first >= 0xCD && first <= 0xD3;
}

}  // namespace adit
