#include "privacy/detect/postal_place.h"

#include <algorithm>

#include "privacy/detect/gazetteer.h"

namespace adit {
namespace {

constexpr size_t kMaxPlaceWords = 5;

// The alphanumeric stretch at `at`.
std::string_view CodeAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsAlnum(text[end]) && end - at < 9) ++end;
  return text.substr(at, end - at);
}

size_t TokenFrom(const ScannedText& scanned, size_t i, size_t offset) {
  while (i < scanned.tokens().size() && scanned.tokens()[i].begin < offset) ++i;
  return i;
}

// "D02 XY45", "T12 W8KP", "D6W F722": routing key and identifier of Ireland.
bool IsEircode(std::string_view routing, std::string_view identifier) {
  constexpr std::string_view kUsed = "0123456789ACDEFHKNPRTVWXY";
  const bool key = routing.size() == 3 && IsUpper(routing[0]) && IsDigit(routing[1]) &&
                   (IsDigit(routing[2]) || routing == "D6W");
  return key && identifier.size() == 4 &&
         identifier.find_first_not_of(kUsed) == std::string_view::npos;
}

// "SW1A 1AA", "K1A 0B1", "D02 XY45".
size_t ReadLetterPostcode(const ScannedText& scanned, size_t i) {
  const std::string_view text = scanned.text();
  const size_t at = scanned.tokens()[i].begin;
  if (scanned.tokens()[i].size() > 2 || !IsUpper(text[at])) return i;
  const std::string_view outward = CodeAt(text, at);
  const size_t gap = at + outward.size();
  if (gap >= text.size() || text[gap] != ' ') return i;
  const std::string_view inward = CodeAt(text, gap + 1);
  const bool british = IsOutwardCode(outward) && inward.size() == 3 && IsInwardCode(inward);
  const bool canadian = outward.size() == 3 && inward.size() == 3 && IsUpper(outward[0]) &&
                        IsDigit(outward[1]) && IsUpper(outward[2]) && IsDigit(inward[0]) &&
                        IsUpper(inward[1]) && IsDigit(inward[2]);
  return british || canadian || IsEircode(outward, inward) ? TokenFrom(scanned, i, gap + 1 + inward.size()) : i;
}

}  // namespace

bool IsPlaceParticle(std::string_view lower) {
  static constexpr std::string_view kParticles[] = {
      "im",    "am",    "an",    "in",  "der",  "den", "dem", "die",  "bei", "ob",  "vor", "zu",
      "de",    "la",    "le",    "les", "du",   "des", "sur", "sous", "en",  "et",  "del", "los",
      "las",   "el",    "y",     "di",  "da",   "do",  "dos", "das",  "e",   "nel", "sul", "aan",
      "op",    "bij",   "ter",   "nad", "pod",  "pri", "on",  "upon", "by",  "of",  "the", "i",
      "della", "delle", "degli", "dei", "dell", "al",  "ai",  "d",    "l",   "san", "sv",  "sw"};
  if (lower.size() > 5) return false;
  for (const std::string_view particle : kParticles) {
    if (particle.size() == lower.size() && particle[0] == lower[0] && particle == lower)
      return true;
  }
  return false;
}

bool IsInwardCode(std::string_view code) {
  constexpr std::string_view kNever = "CIKMOV";
  return code.size() == 3 && IsDigit(code[0]) && IsUpper(code[1]) && IsUpper(code[2]) &&
         kNever.find(code[1]) == std::string_view::npos &&
         kNever.find(code[2]) == std::string_view::npos;
}

bool IsOutwardCode(std::string_view code) {
  constexpr std::string_view kNever = "QVX";
  if (code.size() < 2 || code.size() > 4 || kNever.find(code[0]) != std::string_view::npos)
    return false;
  size_t at = 0;
  while (at < code.size() && IsUpper(code[at])) ++at;
  const size_t letters = at;
  while (at < code.size() && IsDigit(code[at])) ++at;
  if (letters < 1 || letters > 2 || at == letters || at - letters > 2) return false;
  return at == code.size() || (at + 1 == code.size() && at - letters == 1 && IsUpper(code[at]));
}

size_t ReadPostcode(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  if (i >= tokens.size()) return i;
  if (tokens[i].kind == TokenKind::kWord) {
    // "D-10115", "SE-374 52"
    const bool country = tokens[i].size() <= 3 && tokens[i].shape != WordShape::kLower &&
                         i + 1 < tokens.size() && tokens[i + 1].kind == TokenKind::kNumber &&
                         tokens[i + 1].begin == tokens[i].end + 1 && text[tokens[i].end] == '-';
    if (!country) return ReadLetterPostcode(scanned, i);
    const size_t past = ReadPostcode(scanned, i + 1);
    return past == i + 1 ? i : past;
  }
  const size_t digits = tokens[i].size();
  if (tokens[i].end < text.size() && IsLetter(text[tokens[i].end]) && digits != 4) return i;
  if (i + 1 < tokens.size()) {
    const Token& next = tokens[i + 1];
    const size_t gap = next.begin - tokens[i].end;
    const char between = gap == 1 ? text[tokens[i].end] : '\0';
    const bool ends = next.end >= text.size() || !IsAlnum(text[next.end]);
    if (next.kind == TokenKind::kNumber && ends) {
      if (between == '-' &&
          ((digits == 2 && next.size() == 3) || (digits == 4 && next.size() == 3) ||
           (digits == 5 && next.size() == 3) || (digits == 5 && next.size() == 4))) {
        return i + 2;
      }
      if (between == ' ' && digits == 3 && next.size() == 2) return i + 2;
    }
    const bool two_capitals =
        next.size() == 2 && IsUpper(text[next.begin]) && IsUpper(text[next.begin + 1]);
    if (digits == 4 && two_capitals && ends && (between == ' ' || gap == 0)) return i + 2;
    if (gap == 0) return i;
  }
  return digits >= 4 && digits <= 6 ? i + 1 : i;
}

bool IsTellingPostcode(const ScannedText& scanned, size_t begin, size_t end) {
  return end > begin + 1 || (begin < end && scanned.tokens()[begin].size() == 5);
}

size_t ReadPlaceName(const ScannedText& scanned, size_t i) {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  size_t past = i;
  size_t words = 0;
  for (size_t at = i; at < tokens.size() && words < kMaxPlaceWords; ++at) {
    const Token& token = tokens[at];
    if (token.kind != TokenKind::kWord) break;
    if (at > i) {
      const size_t gap = token.begin - tokens[at - 1].end;
      const char between = gap == 1 ? text[tokens[at - 1].end] : '\0';
      if (between != ' ' && between != '-' && between != '\'') break;
    }
    const std::string_view lower = scanned.lower().substr(token.begin, token.size());
    if (token.shape == WordShape::kLower) {
      if (at == i || !IsPlaceParticle(lower)) break;
      ++words;
      continue;  // a particle must be followed by a name
    }
    // "Leeds LS1 4AB": there the postcode begins.
    if (at > i && token.size() <= 2 && token.end < text.size() && IsDigit(text[token.end])) break;
    constexpr ContextMask kLabels = kCtxPhone | kCtxEmail | kCtxPerson | kCtxUser | kCtxBirth |
                                    kCtxTax | kCtxIban | kCtxNational;
    if (at > i && (token.context & kLabels) != 0) break;
    // A further word of the language ends the place, except where the line ends after it.
    const bool ends = token.end >= text.size() || text[token.end] == '\n' ||
                      text[token.end] == ',' || text[token.end] == '.' || text[token.end] == ')';
    const bool joined = at > i && text[tokens[at - 1].end] == '-';
    if (at > i && past == at && !joined && !ends && token.size() > 1 && token.name == kOrdinaryWord)
      break;
    past = at + 1;
    ++words;
  }
  return past;
}

}  // namespace adit
