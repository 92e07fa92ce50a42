#include <algorithm>
#include <string>

#include "privacy/detect/checksum.h"
#include "privacy/detect/detectors.h"

namespace adit {
namespace {

struct IbanLength {
  char country[3];
  uint8_t length;
};

// ISO 13616 registry (release 99) and the countries that use the format without being listed.
constexpr IbanLength kIbanLengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30}};

size_t LengthOf(std::string_view country) {
  for (const IbanLength& entry : kIbanLengths) {
    if (country == entry.country) return entry.length;
  }
  return 0;
}

char Upper(char c) { return IsLower(c) ? static_cast<char>(c - 32) : c; }

void FindIban(const ScannedText& scanned, size_t begin, Candidates& out) {
  const std::string_view text = scanned.text();
  const char country[3] = {Upper(text[begin]), Upper(text[begin + 1]), '\0'};
  const size_t length = LengthOf(country);
  if (length == 0 || !StartsAtBorder(text, begin)) return;
  char compact[40];
  size_t count = 0;
  size_t at = begin;
  while (at < text.size() && count < length) {
    if (IsAlnum(text[at])) {
      compact[count++] = Upper(text[at++]);
    } else if ((text[at] == ' ' || text[at] == '-' || text[at] == '.') && count >= 2 &&
               at + 1 < text.size() && IsAlnum(text[at + 1])) {
      ++at;
    } else {
      return;
    }
  }
  if (count < length || (at < text.size() && IsAlnum(text[at]))) return;
  const std::string_view iban(compact, count);
  if (!IsDigit(iban[2]) || !IsDigit(iban[3])) return;
  std::string rotated(iban.substr(4));
  rotated += iban.substr(0, 4);
  if (Mod97Alnum(rotated) != 1) return;
  Candidate candidate{.begin = begin, .end = at, .type = FindingType::kIban, .score = 1.0f,
                      .rule = static_cast<uint16_t>(DetectRule::kIban)};
  candidate.country[0] = country[0];
  candidate.country[1] = country[1];
  out.push_back(candidate);
}

// ISO 9362: four letters of the party, two of the country, two or five more.
void FindBic(const ScannedText& scanned, size_t begin, Candidates& out) {
  const std::string_view text = scanned.text();
  size_t end = begin;
  while (end < text.size() && IsAlnum(text[end])) ++end;
  if (end - begin != 8 && end - begin != 11) return;
  for (size_t i = begin; i < end; ++i) {
    if (!IsUpper(text[i]) && !(i >= begin + 6 && IsDigit(text[i]))) return;
  }
  if (LengthOf(text.substr(begin + 4, 2)) == 0 && text.substr(begin + 4, 2) != "US") return;
  const bool context =
      (scanned.ContextNear(begin, end, 4, 2) & (kCtxBic | kCtxIban)) != 0;
  if (!context) return;
  AddCandidate(out, begin, end, FindingType::kBic, 0.85f, DetectRule::kBic);
}

}  // namespace

void FindBankNumbers(const ScannedText& scanned, Candidates& out) {
  const std::string_view text = scanned.text();
  const bool digits = scanned.digit_count() >= 12;
  const bool context = (scanned.all_context() & (kCtxBic | kCtxIban)) != 0;
  if (!digits && !context) return;
  for (const Token& token : scanned.tokens()) {
    if (token.kind != TokenKind::kWord) continue;
    if (digits && token.size() == 2 && token.end < text.size() && static_cast<unsigned char>(text[token.begin]) < 0x80 &&
        (IsDigit(text[token.end]) || (text[token.end] == ' ' && token.end + 1 < text.size() && IsDigit(text[token.end + 1])))) {
      FindIban(scanned, token.begin, out);
    }
    if (context && token.shape == WordShape::kAllCaps && token.size() >= 6 &&
        StartsAtBorder(text, token.begin)) {
      FindBic(scanned, token.begin, out);
    }
  }
}

}  // namespace adit
