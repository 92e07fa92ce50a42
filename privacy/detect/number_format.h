// Numbers with a format of their own: national, tax, health and social-security numbers, licences,
// passports and plates, each with its written forms, its check and the words that announce it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "privacy/detect/context_words.h"
#include "privacy/detect/finding.h"

namespace adit {

// A written form. '9' digit, 'A' letter, 'X' letter or digit, 'O' digit or the letter Italy puts in its
// place, '~' century sign ("-", "+" or a letter; kept), '_' an optional separator (space - . / ·; all
// '_' of a form are alike), '!' a hyphen or plus, optional; other characters stand for themselves.
struct NumberForm {
  std::string_view mask;
  // Score, 0 to 1, when the check passes and no context speaks for it; 0: context is required.
  float alone = 0;
};

// True when the characters without separators, in upper case, can be such a number.
using NumberCheck = bool (*)(std::string_view compact);

struct NumberFormat {
  std::string_view name;  // rule: "de.steuer_id"
  FindingType type;
  char country[3];
  ContextMask context;    // any of these near by raises the score
  NumberCheck check;
  std::span<const NumberForm> forms;
  float with_context = 0.9f;
};

// The tables, one a region.
[[nodiscard]] std::span<const NumberFormat> GermanicNumbers();
[[nodiscard]] std::span<const NumberFormat> RomanceNumbers();
[[nodiscard]] std::span<const NumberFormat> EasternEuropeanNumbers();
[[nodiscard]] std::span<const NumberFormat> NordicAndBalticNumbers();
[[nodiscard]] std::span<const NumberFormat> BritishAndAmericanNumbers();
[[nodiscard]] std::span<const NumberFormat> AsiaPacificNumbers();
[[nodiscard]] std::span<const NumberFormat> FurtherNumbers();
[[nodiscard]] std::span<const NumberFormat> RegisterNumbers();
[[nodiscard]] std::span<const NumberFormat> KeywordNumbers();  // no check: passports, licences, plates

// Every table in one sequence; the index is the rule minus kFirstNumberRule.
[[nodiscard]] std::span<const NumberFormat* const> AllNumberFormats();

// Reads one form at `at` of the folded text. The end, or 0 when it does not fit; `compact` receives the
// characters without separators in upper case (at most 32).
struct CompactNumber {
  char characters[32];
  size_t size = 0;
  bool separated = false;
  [[nodiscard]] std::string_view view() const { return {characters, size}; }
};
// `known`: characters of the text that are digits where the form wants digits; not looked at again.
[[nodiscard]] size_t MatchForm(std::string_view text, size_t at, std::string_view mask,
                               CompactNumber& compact, size_t known = 0);

}  // namespace adit
