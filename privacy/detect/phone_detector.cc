#include <algorithm>

#include "privacy/detect/detectors.h"
#include "privacy/detect/phone_plan.h"

namespace adit {
namespace {

// A stretch that could be a phone number: digits with the separators people put between them.
struct DigitSpan {
  size_t begin = 0;
  size_t end = 0;
  char digits[18] = {};
  size_t count = 0;
  bool plus = false;
  bool parenthesis = false;
  int groups = 0;
  size_t group_sizes[10] = {};
  char separators[10] = {};  // before group i
  size_t extension_begin = 0;

  [[nodiscard]] std::string_view number() const { return {digits, count}; }
};

constexpr size_t kMaxDigits = 15;

bool IsPhoneSeparator(char c) {
  return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

// Skips at most three separator characters between two groups ("030) 123", "30 - 123").
size_t SkipSeparators(std::string_view text, size_t at, DigitSpan& span) {
  size_t next = at;
  while (next < text.size() && next - at < 3 && IsPhoneSeparator(text[next])) {
    span.parenthesis = span.parenthesis || text[next] == '(';
    ++next;
  }
  return next < text.size() && IsDigit(text[next]) ? next : at;
}

DigitSpan ReadSpan(std::string_view text, size_t first_digit) {
  DigitSpan span;
  span.begin = first_digit;
  if (span.begin > 0 && text[span.begin - 1] == '(') {
    --span.begin;
    span.parenthesis = true;
  }
  if (span.begin > 0 && text[span.begin - 1] == '+') {
    --span.begin;
    span.plus = true;
  }
  size_t at = first_digit;
  char separator = '\0';
  while (at < text.size() && IsDigit(text[at]) && span.groups < 10) {
    size_t end = at;
    while (end < text.size() && IsDigit(text[end])) ++end;
    if (span.count + (end - at) > kMaxDigits) break;
    for (size_t i = at; i < end; ++i) span.digits[span.count++] = text[i];
    span.separators[span.groups] = separator;
    span.group_sizes[span.groups++] = end - at;
    span.end = end;
    at = SkipSeparators(text, end, span);
    if (at == end) break;
    separator = text[end];
  }
  return span;
}

// Dates, times, amounts, versions and addresses of networks also are groups of digits.
bool LooksLikeDate(const DigitSpan& span) {
  if (span.groups < 3 || span.plus) return false;
  const size_t a = span.group_sizes[0];
  const size_t b = span.group_sizes[1];
  const size_t c = span.group_sizes[2];
  if (span.separators[1] != span.separators[2] || span.separators[1] == ' ') return false;
  const auto value = [&](size_t from, size_t size) {
    int v = 0;
    for (size_t i = from; i < from + size; ++i) v = v * 10 + (span.digits[i] - '0');
    return v;
  };
  if (a == 4 && b <= 2 && c <= 2) return value(0, 4) >= 1900 && value(0, 4) <= 2099;
  if (a <= 2 && b <= 2 && c == 4) return value(a + b, 4) >= 1900 && value(a + b, 4) <= 2099;
  return false;
}

bool IsExtension(std::string_view text, size_t at) {
  return at + 1 < text.size() && (text[at] == 'x' || text[at] == 'X') && IsDigit(text[at + 1]);
}

bool CutOff(std::string_view text, const DigitSpan& span) {
  if (span.begin > 0) {
    const char before = text[span.begin - 1];
    if (IsAlnum(before) || before == '_' || before == '#' || before == '$' || before == '@') return true;
    if ((before == '.' || before == ',' || before == '-' || before == '/' || before == ':') &&
        span.begin > 1 && IsAlnum(text[span.begin - 2]) && !span.plus) {
      return before != ':' || IsDigit(text[span.begin - 2]);
    }
  }
  if (span.end < text.size() && !IsExtension(text, span.end)) {
    const char after = text[span.end];
    if (IsAlnum(after) || after == '_' || after == '%' || after == '@') return true;
    if ((after == ',' || after == ':' || after == '.') && span.end + 1 < text.size() &&
        IsAlnum(text[span.end + 1])) {
      return true;
    }
    if (after == '-' && span.end + 1 < text.size()) return IsDigit(text[span.end + 1]);
  }
  return false;
}

float InternationalScore(const DigitSpan& span, std::string_view number) {
  const CallingCode* code = FindCallingCode(number);
  if (code == nullptr) return 0;
  const size_t national = number.size() - code->digits;
  const size_t trunk = national > 0 && number[code->digits] == '0' ? 1 : 0;  // "+49 (0)30"
  const bool fits = (national >= code->min_length && national <= code->max_length) ||
                    (trunk == 1 && national - 1 >= code->min_length && national - 1 <= code->max_length);
  if (!fits) return 0.3f;
  return span.plus ? 0.9f : 0.6f;
}

bool IsNorthAmerican(std::string_view number) {
  if (number.size() == 11 && number[0] == '1') number.remove_prefix(1);
  return number.size() == 10 && number[0] >= '2' && number[3] >= '2' && number.substr(1, 2) != "11" &&
         number.substr(4, 2) != "11";
}

bool GroupsAre(const DigitSpan& span, std::initializer_list<size_t> sizes) {
  if (span.groups != static_cast<int>(sizes.size())) return false;
  return std::equal(sizes.begin(), sizes.end(), span.group_sizes);
}

// Groupings of national numbers without a leading zero: "91 574 12 34", "959 65 908", "21 322 1234",
// "517-077-944". Amounts are grouped by threes with spaces and dots, so those say nothing.
bool IsUnevenGrouping(const DigitSpan& span) {
  if (span.groups < 3 || span.plus) return false;
  for (int i = 2; i < span.groups; ++i) {
    if (span.separators[i] != span.separators[1]) return false;
  }
  const char separator = span.separators[1];
  if (separator == '/' || span.digits[0] == '0' || span.digits[0] == '1') return false;
  if (GroupsAre(span, {3, 3, 3})) return separator == '-' && span.digits[0] >= '4';
  if (separator == '.') return GroupsAre(span, {3, 2, 2, 2}) || GroupsAre(span, {2, 3, 2, 2});
  return GroupsAre(span, {2, 3, 2, 2}) || GroupsAre(span, {3, 2, 2, 2}) || GroupsAre(span, {3, 2, 3}) || GroupsAre(span, {2, 3, 4}) ||
         GroupsAre(span, {3, 3, 2, 2}) || GroupsAre(span, {3, 3, 4});
}

float NationalScore(const DigitSpan& span) {
  const std::string_view number = span.number();
  if (IsNorthAmerican(number) &&
      (GroupsAre(span, {3, 3, 4}) || GroupsAre(span, {1, 3, 3, 4}))) {
    return 0.7f;
  }
  if (IsNorthAmerican(number) && span.parenthesis) return 0.7f;
  if (number[0] == '0' && number.size() >= 9 && number.size() <= 12 && number[1] != '0') {
    // Ten or eleven digits in one run are a number of France, the Netherlands, Germany … or of an article.
    if (span.groups == 1) return number.size() == 10 || number.size() == 11 ? 0.5f : 0.3f;
    // French pairs, British, German, Italian … groupings; a lone leading zero is not one.
    if (span.group_sizes[0] >= 2 && span.group_sizes[0] <= 6) return 0.6f;
    return 0.4f;
  }
  // Four pairs: France, Belgium, Denmark, Norway.
  if (GroupsAre(span, {2, 2, 2, 2}) && span.separators[1] == span.separators[3]) return 0.5f;
  if (IsUnevenGrouping(span)) return 0.5f;
  if (span.parenthesis && span.groups > 1 && number.size() >= 7 && number.size() <= 12) return 0.5f;
  if (number.size() >= 7 && number.size() <= 13) return span.groups > 1 ? 0.25f : 0.2f;
  return 0;
}

// End after "ext. 12", "x12", "Durchwahl 12".
size_t WithExtension(const ScannedText& scanned, size_t end) {
  const std::string_view lower = scanned.lower();
  size_t at = end;
  while (at < lower.size() && (lower[at] == ' ' || lower[at] == ',')) ++at;
  for (const std::string_view word : {"extension", "ext.", "ext", "x", "dw"}) {
    if (lower.substr(at, word.size()) != word) continue;
    size_t digits = at + word.size();
    while (digits < lower.size() && (lower[digits] == ' ' || lower[digits] == ':')) ++digits;
    size_t past = digits;
    while (past < lower.size() && IsDigit(lower[past])) ++past;
    if (past > digits && past - digits <= 6) return past;
  }
  return end;
}

float Score(const ScannedText& scanned, const DigitSpan& span, DetectRule& rule) {
  const std::string_view number = span.number();
  float score = 0;
  if (span.plus) {
    score = InternationalScore(span, number);
    rule = DetectRule::kPhoneInternational;
  } else if (number.size() > 9 && number.substr(0, 2) == "00" && number[2] != '0') {
    score = InternationalScore(span, number.substr(2));
    rule = DetectRule::kPhoneInternational;
  }
  if (score < 0.5f && !span.plus) {
    const float national = NationalScore(span);
    if (national > score) {
      score = national;
      rule = DetectRule::kPhoneNational;
    }
  }
  if (score == 0) return 0;
  const ContextMask near = scanned.ContextNear(span.begin, span.end, 6, 2);
  if ((near & kCtxPhone) != 0) {
    if (score < 0.5f) rule = DetectRule::kPhoneContext;
    score = std::min(1.0f, score + 0.35f);
  } else if ((near & kCtxNegative) != 0 && !span.plus) {
    score -= 0.3f;
  }
  return score;
}

}  // namespace

void FindPhones(const ScannedText& scanned, Candidates& out) {
  if (scanned.digit_count() < 7) return;
  const std::string_view text = scanned.text();
  size_t past = 0;
  for (const Token& token : scanned.tokens()) {
    if (token.kind != TokenKind::kNumber || token.begin < past) continue;
    const DigitSpan span = ReadSpan(text, token.begin);
    if (span.count < 7) continue;
    past = span.end;
    if (LooksLikeDate(span) || CutOff(text, span)) continue;
    DetectRule rule = DetectRule::kPhoneNational;
    const float score = Score(scanned, span, rule);
    if (score <= 0) continue;
    AddCandidate(out, span.begin, WithExtension(scanned, span.end), FindingType::kPhone, score, rule);
  }
}

}  // namespace adit
