#include <algorithm>

#include "privacy/detect/checksum.h"
#include "privacy/detect/detectors.h"

namespace adit {
namespace {

struct IssuerRange {
  uint32_t low;   // first six digits, inclusive
  uint32_t high;
  uint32_t lengths;  // bit n: n digits
};

constexpr uint32_t Lengths(int a, int b = 0, int c = 0, int d = 0) {
  return 1u << a | (b ? 1u << b : 0) | (c ? 1u << c : 0) | (d ? 1u << d : 0);
}

// ISO/IEC 7812 ranges by scheme, from the schemes' public issuer tables.
constexpr IssuerRange kRanges[] = {
    {340000, 349999, Lengths(15)},              // American Express
    {370000, 379999, Lengths(15)},
    {300000, 305999, Lengths(14, 16, 19)},      // Diners Club
    {309500, 309599, Lengths(14, 16, 19)},
    {360000, 369999, Lengths(14, 16, 19)},
    {380000, 399999, Lengths(14, 16, 19)},
    {352800, 358999, Lengths(16, 17, 18, 19)},  // JCB
    {180000, 180099, Lengths(15)},
    {213100, 213199, Lengths(15)},
    {400000, 499999, Lengths(13, 16, 19)},      // Visa
    {222100, 272099, Lengths(16)},              // Mastercard
    {510000, 559999, Lengths(16)},
    {601100, 601199, Lengths(16, 19)},          // Discover
    {622126, 622925, Lengths(16, 19)},
    {644000, 659999, Lengths(16, 19)},
    {620000, 629999, Lengths(16, 17, 18, 19)},  // UnionPay
    {810000, 819999, Lengths(16, 17, 18, 19)},
    {500000, 509999, Lengths(12, 13, 16, 19)},  // Maestro and relatives
    {560000, 589999, Lengths(12, 13, 16, 19)},
    {600000, 600999, Lengths(16, 19)},
    {630000, 639999, Lengths(12, 13, 16, 19)},
    {670000, 679999, Lengths(12, 13, 16, 19)},
    {220000, 220499, Lengths(16, 19)},          // Mir
    {979200, 979299, Lengths(16)},              // Troy
};

bool IsIssued(std::string_view digits) {
  uint32_t prefix = 0;
  for (size_t i = 0; i < 6; ++i) prefix = prefix * 10 + static_cast<uint32_t>(digits[i] - '0');
  return std::any_of(std::begin(kRanges), std::end(kRanges), [&](const IssuerRange& range) {
    return prefix >= range.low && prefix <= range.high &&
           ((range.lengths >> digits.size()) & 1) != 0;
  });
}

float Score(const ScannedText& scanned, std::string_view digits, bool grouped, size_t begin,
            size_t end) {
  if (AllSame(digits)) return 0;
  const ContextMask near = scanned.ContextNear(begin, end, 8, 5);
  const bool context = (near & kCtxCard) != 0;
  if (!LuhnValid(digits)) return 0;
  if (!IsIssued(digits)) return context && digits.size() >= 14 ? 0.55f : 0;
  // One random number in ten passes; 13 digits are more often milliseconds, 12 an article.
  float score = grouped ? 0.95f : digits.size() >= 15 ? 0.9f : digits.size() == 14 ? 0.6f : 0.35f;
  if (context) score = std::min(1.0f, score + 0.4f);
  if (!context && !grouped && (near & kCtxNegative) != 0) score -= digits.size() >= 15 ? 0.35f : 0.45f;
  return score;
}

}  // namespace

void FindCards(const ScannedText& scanned, Candidates& out) {
  if (scanned.digit_count() < 12) return;
  const std::string_view text = scanned.text();
  const auto tokens = scanned.tokens();
  for (size_t first = 0; first < tokens.size(); ++first) {
    if (tokens[first].kind != TokenKind::kNumber || !StartsAtBorder(text, tokens[first].begin)) continue;
    char digits[20];
    size_t count = 0;
    char separator = '\0';
    size_t groups = 0;
    size_t best_end = 0;
    float best = 0;
    for (size_t t = first; t < tokens.size() && tokens[t].kind == TokenKind::kNumber; ++t) {
      if (count + tokens[t].size() > 19) break;
      if (t > first) {
        // One separator of one kind between groups of at least two digits.
        const size_t gap = tokens[t].begin - tokens[t - 1].end;
        const char c = text[tokens[t - 1].end];
        const bool wide = gap == 3 && text.substr(tokens[t - 1].end, 3) == " - ";
        if ((gap != 1 && !wide) || (c != ' ' && c != '-' && c != '.' && c != '_') ||
            (separator != '\0' && c != separator) || tokens[t].size() < 2) {
          break;
        }
        separator = c;
      }
      for (size_t i = tokens[t].begin; i < tokens[t].end; ++i) digits[count++] = text[i];
      ++groups;
      if (count < 12 || !EndsAtBorder(text, tokens[t].end)) continue;
      const std::string_view number(digits, count);
      const float score = Score(scanned, number, groups > 1, tokens[first].begin, tokens[t].end);
      if (score > best) {
        best = score;
        best_end = tokens[t].end;
      }
    }
    if (best > 0) {
      AddCandidate(out, tokens[first].begin, best_end, FindingType::kCard, best, DetectRule::kCard);
    }
  }
}

}  // namespace adit
