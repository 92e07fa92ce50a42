#include "privacy/detect/name_transliteration.h"

#include "common/base/utf8.h"

namespace adit {
namespace {

struct Letter {
  std::string_view english;
  std::string_view slavic;
};

// Cyrillic from U+0430 to U+045F. Bulgarian hard sign is a vowel.
constexpr Letter kCyrillic[] = {
    {"a", "a"},   {"b", "b"},  {"v", "v"},   {"g", "g"},   {"d", "d"},    {"e", "e"},  {"zh", "z"},
    {"z", "z"},   {"i", "i"},  {"i", "j"},   {"k", "k"},   {"l", "l"},    {"m", "m"},  {"n", "n"},
    {"o", "o"},   {"p", "p"},  {"r", "r"},   {"s", "s"},   {"t", "t"},    {"u", "u"},  {"f", "f"},
    {"kh", "h"},  {"ts", "c"}, {"ch", "c"},  {"sh", "s"},  {"shch", "s"}, {"a", "a"},  {"y", "y"},
    {"", ""},     {"e", "e"},  {"yu", "ju"}, {"ya", "ja"}, {"e", "e"},    {"e", "e"},  {"dj", "d"},
    {"g", "g"},   {"e", "e"},  {"z", "dz"},  {"i", "i"},   {"i", "i"},    {"j", "j"},  {"lj", "lj"},
    {"nj", "nj"}, {"c", "c"},  {"k", "k"},   {"i", "i"},   {"u", "u"},    {"dz", "dz"}};
// Greek from U+03B1 to U+03C9.
constexpr std::string_view kGreek[] = {"a", "v", "g", "d", "e",  "z",  "i", "th", "i",
                                       "k", "l", "m", "n", "x",  "o",  "p", "r",  "s",
                                       "s", "t", "y", "f", "ch", "ps", "o"};

constexpr char32_t kGreekOmicron = 0x3BF;
constexpr char32_t kGreekUpsilon = 0x3C5;

}  // namespace

size_t WriteLatinName(std::string_view lower, LatinStyle style, char* out) {
  constexpr size_t kLongestLetter = 4;
  size_t size = 0;
  char32_t before = 0;
  for (size_t at = 0; at < lower.size();) {
    const DecodedCodePoint next = DecodeUtf8(lower, at);
    const char32_t c = next.code_point;
    at += next.size == 0 ? 1 : next.size;
    if (size + kLongestLetter > kMaxLatinName) return 0;
    std::string_view latin;
    if (c >= 0x430 && c <= 0x45F) {
      const Letter& letter = kCyrillic[c - 0x430];
      latin = style == LatinStyle::kEnglish ? letter.english : letter.slavic;
    } else if (c >= 0x3B1 && c <= 0x3C9) {
      latin = c == kGreekUpsilon && before == kGreekOmicron ? "u" : kGreek[c - 0x3B1];
    } else if (c == 0x491) {
      latin = "g";
    } else {
      return 0;
    }
    size += latin.copy(out + size, latin.size());
    before = c;
  }
  return size;
}

}  // namespace adit
