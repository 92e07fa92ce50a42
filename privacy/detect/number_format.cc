#include "privacy/detect/number_format.h"

#include <array>
#include <vector>

#include "privacy/detect/scanned_text.h"

namespace adit {
namespace {

// Classes of characters, one bit each.
enum : uint8_t {
  kIsDigit = 1,
  kIsAsciiLetter = 2,
  kIsOmocode = 4,
  kIsSign = 8,  // "-", "+"
  kIsSeparator = 16,
};

struct CharTables {
  std::array<uint8_t, 256> classes{};
  std::array<char, 256> upper{};
  std::array<uint8_t, 128> wanted{};  // by a mask's character: the classes that fit; 0: itself
};

constexpr CharTables MakeTables() {
  CharTables tables;
  for (size_t i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    uint8_t& classes = tables.classes[i];
    if (IsDigit(c)) classes |= kIsDigit | kIsOmocode;
    if (IsUpper(c) || IsLower(c)) classes |= kIsAsciiLetter;
    if (c == '-' || c == '+') classes |= kIsSign;
    if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '|') classes |= kIsSeparator;
    tables.upper[i] = IsLower(c) ? static_cast<char>(c - 32) : c;
  }
  for (const char c : std::string_view("LMNPQRSTUVlmnpqrstuv"))
    tables.classes[static_cast<size_t>(c)] |= kIsOmocode;
  tables.wanted['9'] = kIsDigit;
  tables.wanted['A'] = kIsAsciiLetter;
  tables.wanted['X'] = kIsDigit | kIsAsciiLetter;
  tables.wanted['O'] = kIsOmocode;
  tables.wanted['~'] = kIsAsciiLetter | kIsSign;
  return tables;
}
constexpr CharTables kTables = MakeTables();

}  // namespace

size_t MatchForm(std::string_view text, size_t at, std::string_view mask, CompactNumber& compact,
                 size_t known) {
  text.copy(compact.characters, known, at);
  at += known;
  mask.remove_prefix(known);
  compact.size = known;
  compact.separated = false;
  char separator = '\0';  // '\1': seen to be absent
  for (const char wanted : mask) {
    const auto here = at < text.size() ? static_cast<unsigned char>(text[at]) : '\0';
    const uint8_t classes = kTables.classes[here];
    if (wanted == '_') {
      const bool present = (classes & kIsSeparator) != 0;
      const char found = present ? text[at] : '\1';
      if (separator != '\0' && separator != found) return 0;
      separator = found;
      at += present;
      compact.separated = compact.separated || present;
      continue;
    }
    if (wanted == '!') {
      const bool present = (classes & kIsSign) != 0;
      at += present;
      compact.separated = compact.separated || present;
      continue;
    }
    if (at >= text.size()) return 0;
    const uint8_t fitting = kTables.wanted[static_cast<unsigned char>(wanted) & 127];
    const bool fits = fitting != 0 ? (classes & fitting) != 0 : kTables.upper[here] == wanted;
    if (!fits) return 0;
    if ((classes & (kIsDigit | kIsAsciiLetter)) != 0 || wanted == '~') {
      if (compact.size == sizeof compact.characters) return 0;
      compact.characters[compact.size++] = kTables.upper[here];
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
    for (const auto table :
         {GermanicNumbers(), RomanceNumbers(), EasternEuropeanNumbers(), NordicAndBalticNumbers(),
          BritishAndAmericanNumbers(), AsiaPacificNumbers(), FurtherNumbers(), RegisterNumbers(),
          KeywordNumbers()}) {
      for (const NumberFormat& format : table) formats->push_back(&format);
    }
    return formats;
  }();
  return all;
}

}  // namespace adit
