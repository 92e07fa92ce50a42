#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "privacy/detect/detectors.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

struct FormEntry {
  const NumberFormat* format;
  const NumberForm* form;
  uint16_t rule;
  size_t digits;       // that a text of this form has at least
  size_t leading;      // digits that each text of this form begins with
  bool only_digits;    // and separators between them, each of which may be left out
  ContextMask needed;  // 0, or the form counts only with one of these
};

constexpr size_t kMaxRun = 16;

// Forms by how a text that fits them begins: with a run of n digits or of n letters.
class FormIndex {
 public:
  FormIndex() {
    const auto all = AllNumberFormats();
    for (size_t i = 0; i < all.size(); ++i) {
      for (const NumberForm& form : all[i]->forms) {
        const auto digits = static_cast<size_t>(std::count_if(
            form.mask.begin(), form.mask.end(), [](char c) { return c == '9' || IsDigit(c); }));
        const size_t leading = std::min(form.mask.find_first_not_of('9'), form.mask.size());
        const bool only_digits = form.mask.find_first_not_of("9_!") == std::string_view::npos &&
                                 leading > 0 && form.mask.back() == '9';
        Add({all[i], &form, static_cast<uint16_t>(kFirstNumberRule + i), digits, leading,
             only_digits, form.alone == 0 ? all[i]->context : ContextMask{0}});
      }
    }
  }
  [[nodiscard]] const std::vector<FormEntry>& Of(TokenKind kind, size_t run) const {
    return index_[kind == TokenKind::kNumber ? 0 : 1][std::min(run, kMaxRun)];
  }

 private:
  // Letter: true for digits and letters, in that order.
  static void Classes(char mask, bool& digit, bool& letter) {
    digit = mask == '9' || mask == 'X' || mask == 'O' || IsDigit(mask);
    letter = mask == 'A' || mask == 'X' || mask == 'O' || (IsUpper(mask) && mask != '9');
  }

  // Runs of class `kind` that a text of this form can begin with, separators taken or left out.
  static void Runs(std::string_view mask, bool digits, bool with_separators,
                   std::array<bool, kMaxRun + 1>& runs) {
    size_t run = 0;
    for (const char c : mask) {
      if (c == '_' || c == '!') {
        if (with_separators) break;
        continue;
      }
      bool digit = false;
      bool letter = false;
      Classes(c, digit, letter);
      const bool may = digits ? digit : letter;
      const bool must = digits ? !letter : !digit;
      if (!may) break;
      if (!must && run > 0) runs[std::min(run, kMaxRun)] = true;  // the run may end before it
      ++run;
    }
    if (run > 0) runs[std::min(run, kMaxRun)] = true;
  }

  void Add(const FormEntry& entry) {
    for (const bool digits : {true, false}) {
      std::array<bool, kMaxRun + 1> runs{};
      Runs(entry.form->mask, digits, true, runs);
      Runs(entry.form->mask, digits, false, runs);
      for (size_t run = 1; run <= kMaxRun; ++run) {
        if (runs[run]) index_[digits ? 0 : 1][run].push_back(entry);
      }
    }
  }

  std::vector<FormEntry> index_[2][kMaxRun + 1];
};

const FormIndex& Index() {
  static const FormIndex& index = *new FormIndex;
  return index;
}

float ScoreOf(const ScannedText& scanned, const FormEntry& entry, size_t begin, size_t end,
              bool& negative) {
  const ContextMask near = scanned.ContextNear(begin, end);
  negative = (near & kCtxNegative) != 0;
  if ((near & entry.format->context) != 0) {
    return std::max(entry.format->with_context, entry.form->alone);
  }
  if (entry.form->alone == 0) return 0;
  return negative ? entry.form->alone - 0.35f : entry.form->alone;
}

// Digits from token `i` on while at most one character stands between tokens: no number has more.
size_t DigitsFrom(const ScannedText& scanned, size_t i) {
  constexpr size_t kMaxTokens = 12;
  const auto tokens = scanned.tokens();
  size_t digits = 0;
  for (size_t at = i; at < tokens.size() && at < i + kMaxTokens; ++at) {
    if (at > i && tokens[at].begin > tokens[at - 1].end + 1) break;
    if (tokens[at].kind == TokenKind::kNumber) digits += tokens[at].size();
  }
  return digits;
}

// What MatchForm() reads where the form has as many digits as the token and separators at most.
size_t ReadDigits(std::string_view text, const Token& token, CompactNumber& compact) {
  compact.size = text.copy(compact.characters, token.size(), token.begin);
  compact.separated = false;
  return token.end;
}

bool MayStart(std::string_view text, const Token& token) {
  if (!StartsAtBorder(text, token.begin)) return false;
  if (token.kind == TokenKind::kNumber) return true;
  if (token.end >= text.size()) return false;
  const char next = text[token.end];
  if (IsDigit(next)) return true;
  const bool joins = next == ' ' || next == '-' || next == '.' || next == '/' || next == '|';
  return joins && token.end + 1 < text.size() && IsAlnum(text[token.end + 1]);
}

}  // namespace

void FindNumbers(const ScannedText& scanned, Candidates& out) {
  if (scanned.digit_count() < 2) return;
  const std::string_view text = scanned.text();
  const ContextMask all_context = scanned.all_context();
  CompactNumber compact;
  const auto tokens = scanned.tokens();
  size_t number = 0;  // the next token of digits
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (number < i) number = i;
    while (number < tokens.size() && tokens[number].kind != TokenKind::kNumber) ++number;
    if (number == tokens.size()) break;
    // Letters begin a number when digits follow: "B-MW 1234".
    if (number > i + 2) i = number - 2;
    const Token& token = tokens[i];
    if (token.size() > kMaxRun || !MayStart(text, token)) continue;
    const size_t digits = DigitsFrom(scanned, i);
    const size_t known = token.kind == TokenKind::kNumber ? token.size() : 0;
    for (const FormEntry& entry : Index().Of(token.kind, token.size())) {
      if (entry.digits > digits) continue;
      if (entry.needed != 0 && (all_context & entry.needed) == 0) continue;
      const bool whole = entry.only_digits && entry.digits == known;
      const size_t end = whole ? ReadDigits(text, token, compact)
                               : MatchForm(text, token.begin, entry.form->mask, compact,
                                           std::min(entry.leading, known));
      if (end == 0 || !EndsAtBorder(text, end)) continue;
      if (!entry.format->check(compact.view())) continue;
      bool negative = false;
      const float score = ScoreOf(scanned, entry, token.begin, end, negative);
      if (score <= 0) continue;
      Candidate candidate{.begin = token.begin,
                          .end = end,
                          .type = entry.format->type,
                          .score = score,
                          .rule = entry.rule};
      std::memcpy(candidate.country, entry.format->country, sizeof candidate.country);
      out.push_back(candidate);
    }
  }
}

}  // namespace adit
