#include "privacy/detect/fold_table.h"

#include <cstring>

namespace adit {
namespace {

#include "privacy/detect/latin_fold.inc"

FoldedCodePoint Ascii(char c) { return {.size = 1, .ascii = {c}}; }
FoldedCodePoint Letter(char32_t letter, char32_t lower) { return {.letter = letter, .lower = lower}; }

FoldedCodePoint FromTable(const char (&entry)[3], char32_t code_point) {
  const auto size = static_cast<uint8_t>(strnlen(entry, 2));
  if (size == 0) return Letter(code_point, code_point);
  return {.size = size, .ascii = {entry[0], entry[1]}};
}

// Zero of each block of decimal digits in the Basic Multilingual Plane that scripts use today.
constexpr char32_t kDigitZeros[] = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66,
                                    0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040,
                                    0x17E0, 0x1810, 0xFF10};

FoldedCodePoint FoldGeneralPunctuation(char32_t c) {
  if (c <= 0x200A || c == 0x202F || c == 0x205F) return Ascii(' ');
  if (c >= 0x200B && c <= 0x200F) return {};  // zero-width space, joiners, direction marks
  if (c >= 0x2010 && c <= 0x2015) return Ascii('-');
  if (c >= 0x2018 && c <= 0x201B) return Ascii('\'');
  if (c >= 0x201C && c <= 0x201F) return Ascii('"');
  if (c == 0x2024 || c == 0x2026) return Ascii('.');
  if (c == 0x2028 || c == 0x2029) return Ascii('\n');
  if (c >= 0x202A && c <= 0x202E) return {};  // embeddings and overrides
  if (c == 0x2032) return Ascii('\'');
  if (c == 0x2033) return Ascii('"');
  if (c == 0x2039 || c == 0x203A) return Ascii('\'');
  if (c == 0x2043) return Ascii('-');
  if (c == 0x2044) return Ascii('/');
  if (c >= 0x2060 && c <= 0x206F) return {};  // word joiner, isolates, invisible operators
  return Ascii('|');
}

FoldedCodePoint FoldLatin1Sign(char32_t c) {
  switch (c) {
    case 0xA0: return Ascii(' ');
    case 0xAA: return Ascii('a');
    case 0xAD: return {};  // soft hyphen
    case 0xAB:
    case 0xBB: return Ascii('"');
    case 0xB2: return Ascii('2');
    case 0xB3: return Ascii('3');
    case 0xB4: return Ascii('\'');
    case 0xB5: return Ascii('u');
    case 0xB9: return Ascii('1');
    case 0xBA: return Ascii('o');
    default: return Ascii('|');
  }
}

FoldedCodePoint FoldWide(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return Ascii(static_cast<char>(c - 0xFF01 + '!'));
  if (c == 0x3000) return Ascii(' ');
  if (c == 0x3001) return Ascii(',');
  if (c == 0x3002) return Ascii('.');
  if (c >= 0x3003 && c <= 0x3004) return Ascii('|');
  if (c >= 0x3008 && c <= 0x3020 && c != 0x3013) return Ascii('"');
  if (c >= 0xFE00 && c <= 0xFE0F) return {};  // variation selectors
  if (c == 0xFE58 || c == 0xFE63) return Ascii('-');
  if (c == 0xFEFF) return {};
  return Letter(c, c);
}

FoldedCodePoint FoldCyrillicOrGreek(char32_t c) {
  if (c == 0x37E) return Ascii(';');
  if (c == 0x387) return Ascii('|');
  if (c >= 0x391 && c <= 0x3A9) return Letter(c, c + 0x20);
  // Greek letters with accents fold to the bare letter.
  static constexpr struct { char32_t from, to; } kGreek[] = {
      {0x386, 0x391}, {0x388, 0x395}, {0x389, 0x397}, {0x38A, 0x399}, {0x38C, 0x39F},
      {0x38E, 0x3A5}, {0x38F, 0x3A9}, {0x390, 0x3B9}, {0x3AA, 0x399}, {0x3AB, 0x3A5},
      {0x3AC, 0x3B1}, {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9}, {0x3B0, 0x3C5},
      {0x3C2, 0x3C3}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF}, {0x3CD, 0x3C5},
      {0x3CE, 0x3C9}};
  for (const auto& [from, to] : kGreek) {
    if (c == from) return Letter(to, to < 0x3B1 ? to + 0x20 : to);
  }
  if (c == 0x419) return Letter(0x418, 0x438);  // short i and io as they are often typed
  if (c == 0x439) return Letter(0x438, 0x438);
  if (c == 0x401) return Letter(0x415, 0x435);
  if (c == 0x451) return Letter(0x435, 0x435);
  if (c >= 0x410 && c <= 0x42F) return Letter(c, c + 0x20);
  if (c >= 0x400 && c <= 0x40F) return Letter(c, c + 0x50);
  if (c >= 0x460 && c <= 0x4FF && c % 2 == 0) return Letter(c, c + 1);
  return Letter(c, c);
}

}  // namespace

FoldedCodePoint FoldCodePoint(char32_t c) {
  if (c < 0x80) return Ascii(static_cast<char>(c < 0x20 || c == 0x7F ? ' ' : c));
  if (c < 0xA0) return Ascii(' ');
  if (c < 0xC0) return FoldLatin1Sign(c);
  if (c == 0xD7 || c == 0xF7) return Ascii('|');
  if (c < 0x250) return FromTable(kLatin[c - 0xC0], c);
  if (c == 0x2D0 || (c >= 0x2B9 && c <= 0x2BF) || c == 0x2C8) return Ascii('\'');
  if (c >= 0x300 && c <= 0x36F) return {};  // combining marks
  if (c >= 0x370 && c < 0x530) {
    if (c >= 0x483 && c <= 0x489) return {};
    return FoldCyrillicOrGreek(c);
  }
  for (const char32_t zero : kDigitZeros) {
    if (c >= zero && c <= zero + 9) return Ascii(static_cast<char>('0' + (c - zero)));
  }
  if ((c >= 0x591 && c <= 0x5C7 && c != 0x5BE) || (c >= 0x64B && c <= 0x65F) || c == 0x670 ||
      c == 0x61C || c == 0x640 || c == 0x180E || c == 0x34F) {
    return {};  // Hebrew points, Arabic vowel signs and tatweel, invisible marks
  }
  if (c == 0x60C) return Ascii(',');
  if (c == 0x61B) return Ascii(';');
  if (c == 0x5BE) return Ascii('-');
  if (c >= 0x1AB0 && c <= 0x1AFF) return {};
  if (c >= 0x1DC0 && c <= 0x1DFF) return {};
  if (c >= 0x1E00 && c < 0x1F00) return FromTable(kLatinAdditional[c - 0x1E00], c);
  if (c >= 0x2000 && c < 0x2070) return FoldGeneralPunctuation(c);
  if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) {
    return Ascii(static_cast<char>('0' + (c - 0x2070)));
  }
  if (c >= 0x2080 && c <= 0x2089) return Ascii(static_cast<char>('0' + (c - 0x2080)));
  if (c >= 0x20A0 && c <= 0x20CF) return Ascii('$');
  if (c >= 0x20D0 && c <= 0x20FF) return {};
  if (c == 0x2116) return {.size = 2, .ascii = {'N', 'o'}};
  if (c == 0x2212) return Ascii('-');
  if (c >= 0x2100 && c < 0x2C00) {
    if (c >= 0x2460 && c <= 0x2468) return Ascii(static_cast<char>('1' + (c - 0x2460)));
    return Ascii('|');  // arrows, symbols, box drawing
  }
  if (c >= 0x1D7CE && c <= 0x1D7FF) return Ascii(static_cast<char>('0' + (c - 0x1D7CE) % 10));
  if (c >= 0x1D400 && c <= 0x1D6A3) {  // mathematical letters: alphabets of 52
    const auto n = static_cast<char>((c - 0x1D400) % 52);
    return Ascii(static_cast<char>(n < 26 ? 'A' + n : 'a' + n - 26));
  }
  if (c >= 0x1F000 && c < 0x20000) return Ascii('|');  // pictographs
  if (c >= 0xE0000) return {};                          // tags and private planes
  return FoldWide(c);
}

char LookAlike(char32_t c) {
  static constexpr struct { char32_t from; char to; } kLookAlikes[] = {
      {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x396, 'Z'}, {0x397, 'H'}, {0x399, 'I'},
      {0x39A, 'K'}, {0x39C, 'M'}, {0x39D, 'N'}, {0x39F, 'O'}, {0x3A1, 'P'}, {0x3A4, 'T'},
      {0x3A5, 'Y'}, {0x3A7, 'X'}, {0x3B1, 'a'}, {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BD, 'v'},
      {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C5, 'u'}, {0x3C7, 'x'}, {0x405, 'S'}, {0x406, 'I'},
      {0x408, 'J'}, {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'}, {0x41A, 'K'}, {0x41C, 'M'},
      {0x41D, 'H'}, {0x41E, 'O'}, {0x420, 'P'}, {0x421, 'C'}, {0x422, 'T'}, {0x425, 'X'},
      {0x430, 'a'}, {0x435, 'e'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'},
      {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x501, 'd'}, {0x51B, 'q'},
      {0x51D, 'w'}, {0x4CF, 'l'}, {0x4BB, 'h'}};
  for (const auto& [from, to] : kLookAlikes) {
    if (c == from) return to;
  }
  return '\0';
}

}  // namespace adit
