#include "agent/capture/value_shape.h"

#include "common/base/utf8.h"

namespace adit {
namespace {

constexpr size_t kMaxClassCharacters = 256;

struct Counts {
  int digits = 0;
  int letters = 0;
  int spaces = 0;
  int separators = 0;  // . , - / : ( )
  int signs = 0;       // + % and currency signs
  int others = 0;
  int ats = 0;
  int date_separators = 0;
  int groups_of_digits = 0;
};

Counts Count(std::string_view text) {
  Counts n;
  bool in_digits = false;
  for (size_t i = 0, seen = 0; i < text.size() && seen < kMaxClassCharacters; ++seen) {
    const DecodedCodePoint decoded = DecodeUtf8(text, i);
    const char32_t c = decoded.code_point;
    i += decoded.size;
    const bool digit = c >= '0' && c <= '9';
    if (digit && !in_digits) ++n.groups_of_digits;
    in_digits = digit;
    if (digit) {
      ++n.digits;
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) ||
               (c >= 0x3040 && c != kInvalidCodePoint)) {
      ++n.letters;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0) {
      ++n.spaces;
    } else if (c == '@') {
      ++n.ats;
    } else if (c == '.' || c == ',' || c == '-' || c == '/' || c == ':' || c == '(' || c == ')') {
      ++n.separators;
      if (c != ',' && c != '(' && c != ')' && c != ':') ++n.date_separators;
    } else if (c == '+' || c == '%' || c == '$' || c == 0x20AC || c == 0xA3 || c == 0xA5) {
      ++n.signs;
    } else {
      ++n.others;
    }
  }
  return n;
}

// Two or three groups of at most four digits with date separators: 12.03.2026, 2026-03-12, 1/2/26.
bool LooksLikeDate(const Counts& n) {
  return n.letters == 0 && n.others == 0 && n.signs == 0 && n.groups_of_digits == 3 &&
         n.date_separators == 2 && n.separators == 2 && n.spaces == 0 && n.digits >= 3 &&
         n.digits <= 8;
}

ValueClass ClassOf(std::string_view value) {
  const Counts n = Count(value);
  const int visible = n.digits + n.letters + n.separators + n.signs + n.others + n.ats;
  if (visible == 0) return ValueClass::kEmpty;
  if (value.find("://") != std::string_view::npos || value.substr(0, 4) == "www.") {
    return ValueClass::kUrlLike;
  }
  if (n.ats == 1 && n.letters > 0 && n.spaces == 0 && n.separators > 0) {
    return ValueClass::kEmailLike;
  }
  if (LooksLikeDate(n)) return ValueClass::kDate;
  if (n.letters == 0 && n.others == 0 && n.ats == 0 && n.digits > 0) {
    const bool one_number =
        n.signs > 0 || (n.separators > 0 && n.date_separators <= 1 && n.groups_of_digits <= 4 &&
                        n.spaces <= 1 && value.find_first_of(".,") != std::string_view::npos);
    return one_number ? ValueClass::kNumber : ValueClass::kDigits;
  }
  if (n.letters > 0 && n.digits > 0 && n.spaces == 0 && n.others == 0 && n.ats == 0) {
    return ValueClass::kAlphanumeric;
  }
  if (n.letters > 0 && n.digits == 0 && n.others == 0 && n.ats == 0 && n.signs == 0) {
    return n.spaces > 0 ? ValueClass::kWords : ValueClass::kLetters;
  }
  return ValueClass::kMixed;
}

}  // namespace

ValueShape ShapeOfValue(std::string_view value) {
  ValueShape shape;
  shape.value_class = ClassOf(value);
  shape.length_bucket = SizeBucket(CountCodePoints(value));
  return shape;
}

}  // namespace adit
