#include "privacy/detect/number_format.h"

#include <vector>

#include "privacy/detect/scanned_text.h"

namespace adit {
namespace {

char Upper(char c) { return IsLower(c) ? static_cast<char>(c - 32) : c; }

bool IsAsciiLetter(char c) { return IsUpper(c) || IsLower(c); }

bool IsOmocode(char c) {
  constexpr std::string_view kLetters = "LMNPQRSTUV";
  return IsDigit(c) || kLetters.find(Upper(c)) != std::string_view::npos;
}

bool Fits(char wanted, char c) {
  switch (wanted) {
    case '9': return IsDigit(c);
    case 'A': return IsAsciiLetter(c);
    case 'X': return IsAlnum(c);
    case 'O': return IsOmocode(c);
    case '~': return IsAsciiLetter(c) || c == '-' || c == '+';
    default: return Upper(c) == wanted;
  }
}

bool IsSeparator(char c) { return c == ' ' || c == '-' || c == '.' || c == '/' || c == '|'; }

}  // namespace

size_t MatchForm(std::string_view text, size_t at, std::string_view mask, CompactNumber& compact) {
  compact.size = 0;
  compact.separated = false;
  char separator = '\0';  // '\1': seen to be absent
  for (const char wanted : mask) {
    if (wanted == '_') {
      const bool present = at < text.size() && IsSeparator(text[at]);
      const char here = present ? text[at] : '\1';
      if (separator != '\0' && separator != here) return 0;
      separator = here;
      if (present) {
        ++at;
        compact.separated = true;
      }
      continue;
    }
    if (wanted == '!') {
      if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
        ++at;
        compact.separated = true;
      }
      continue;
    }
    if (at >= text.size() || !Fits(wanted, text[at])) return 0;
    const bool kept = IsAlnum(text[at]) || wanted == '~';
    if (kept) {
      if (compact.size == sizeof compact.characters) return 0;
      compact.characters[compact.size++] = Upper(text[at]);
    } else {
      compact.separated = true;
    }
    ++at;
  }
  return at;
}

std::span<const NumberFormat* const> AllNumberFormats() {
  static const std::vector<const NumberFormat*>& all = *[] {
    auto* formats = new std::vector<const NumberFormat*>;
    for (const auto table : {GermanicNumbers(), RomanceNumbers(), EasternEuropeanNumbers(),
                             NordicAndBalticNumbers(), BritishAndAmericanNumbers(),
                             AsiaPacificNumbers(), FurtherNumbers(), KeywordNumbers()}) {
      for (const NumberFormat& format : table) formats->push_back(&format);
    }
    return formats;
  }();
  return all;
}

}  // namespace adit
