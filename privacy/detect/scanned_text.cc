#include "privacy/detect/scanned_text.h"

#include <algorithm>

namespace adit {
namespace {

constexpr size_t kMaxLabelBytes = 128;
constexpr size_t kMaxPlaceholderBytes = 48;

// "8-15": a power of two and what is below the next; nothing else, or digits could hide here.
bool IsLengthBucket(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash > 6 || text.size() > 14) return false;
  uint64_t low = 0;
  uint64_t high = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == dash) continue;
    if (!IsDigit(text[i])) return false;
    uint64_t& part = i < dash ? low : high;
    part = part * 10 + static_cast<uint64_t>(text[i] - '0');
  }
  return low > 0 && (low & (low - 1)) == 0 && high == 2 * low - 1;
}

bool IsPseudonymLetters(std::string_view text) {
  return text.size() == 20 && text.find_first_not_of("bcdfghjkmnpqrstv") == std::string_view::npos;
}

// Length of a stand-in at `at` ("<IBAN>", "<PERSON:bcdf…>", "<PHONE:8-15>", a template's "<document>"),
// or 0. What stands in it is ours and says nothing: detectors must not take "PHONE" for context.
size_t PlaceholderLength(std::string_view text, size_t at) {
  size_t end = at + 1;
  const auto in = [&](char low, char high) { return text[end] >= low && text[end] <= high; };
  while (end < text.size() && (in('a', 'z') || text[end] == '_' || text[end] == '*')) ++end;
  if (end == at + 1) {
    while (end < text.size() && (in('A', 'Z') || text[end] == '_')) ++end;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    if (!ParseFindingType(name) && name != "NUMBER" && name != "MASKED" && name != "ID") return 0;
    if (end < text.size() && text[end] == ':') {
      const size_t detail = ++end;
      while (end < text.size() && (in('a', 'z') || in('0', '9') || text[end] == '-')) ++end;
      const std::string_view shown = text.substr(detail, end - detail);
      if (!IsLengthBucket(shown) && !IsPseudonymLetters(shown)) return 0;
    }
  }
  return end < text.size() && text[end] == '>' && end - at < kMaxPlaceholderBytes ? end + 1 - at : 0;
}

// The shape style leaves runs of x.
bool IsMaskedShape(std::string_view lower_word) {
  return lower_word.size() >= 2 && lower_word.find_first_not_of('x') == std::string_view::npos;
}

WordShape ShapeOf(size_t letters, size_t upper, bool first_upper) {
  if (upper == 0) return WordShape::kLower;
  if (upper == letters && letters > 1) return WordShape::kAllCaps;
  if (upper == 1 && first_upper) return WordShape::kCapitalized;
  return WordShape::kMixed;
}

// Context of a label, word by word; labels are short and cached by callers, so this may be plain.
ContextMask ContextOfLabel(std::string_view label) {
  if (label.empty()) return 0;
  // "customerName", "txt_IBAN2": identifiers of developers are words too.
  std::string words;
  for (size_t i = 0; i < std::min(label.size(), kMaxLabelBytes); ++i) {
    const bool border = i > 0 && IsUpper(label[i]) && IsLower(label[i - 1]);
    if (border) words.push_back(' ');
    words.push_back(label[i] == '_' || label[i] == '-' || label[i] == '.' ? ' ' : label[i]);
  }
  ScannedText scanned;
  return scanned.Scan(words, {}) ? scanned.all_context() : 0;
}

}  // namespace

TextKind ParseTextKind(std::string_view name) {
  static constexpr struct { std::string_view name; TextKind kind; } kFields[] = {
      {"window_title", TextKind::kWindowTitle}, {"title", TextKind::kWindowTitle},
      {"element_name", TextKind::kElementName}, {"label", TextKind::kElementName},
      {"url", TextKind::kUrl},                  {"document", TextKind::kUrl},
      {"path", TextKind::kPath},                {"file", TextKind::kPath},
      {"file_name", TextKind::kPath},           {"file_path", TextKind::kPath},
      {"value", TextKind::kValue},              {"element_id", TextKind::kIdentifier}};
  for (const auto& entry : kFields) {
    if (entry.name == name) return entry.kind;
  }
  return TextKind::kText;
}

bool ScannedText::Scan(std::string_view original, const DetectContext& context) {
  tokens_.clear();
  present_[0] = present_[1] = 0;
  digit_count_ = 0;
  all_context_ = 0;
  kind_ = context.kind;
  if (context.label != label_) {  // labels come in runs
    label_ = context.label;
    known_label_context_ = ContextOfLabel(context.label);
  }
  label_context_ = known_label_context_;
  if (!folded_.Assign(original)) return false;
  Tokenize();
  MarkContext();
  return true;
}

void ScannedText::Tokenize() {
  const std::string_view text = folded_.text();
  const std::string_view lower = folded_.lower();
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 128) {
      present_[static_cast<unsigned char>(c) >> 6] |= uint64_t{1} << (c & 63);
    }
    Token token;
    token.begin = static_cast<uint32_t>(at);
    if (IsDigit(c)) {
      while (at < text.size() && IsDigit(text[at])) ++at;
      digit_count_ += at - token.begin;
      token.kind = TokenKind::kNumber;
    } else if (IsLetter(c)) {
      size_t letters = 0;
      size_t upper = 0;
      const bool first_upper = text[at] != lower[at] || (at + 1 < text.size() &&
          static_cast<unsigned char>(c) >= 0xC0 && text[at + 1] != lower[at + 1]);
      uint32_t hash = 2166136261u;
      bool counted = false;  // this letter's upper case was counted already
      while (at < text.size() && IsLetter(text[at])) {
        const bool continuation = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
        if (!continuation) {
          ++letters;
          counted = false;
        }
        if (text[at] != lower[at] && !counted) {
          ++upper;
          counted = true;
        }
        hash = (hash ^ static_cast<unsigned char>(lower[at])) * 16777619u;
        ++at;
      }
      token.hash = hash;
      token.shape = ShapeOf(letters, upper, first_upper);
      if (IsMaskedShape(lower.substr(token.begin, at - token.begin))) continue;
    } else {
      const size_t placeholder = c == '<' ? PlaceholderLength(text, at) : 0;
      at += std::max<size_t>(placeholder, 1);
      continue;
    }
    token.end = static_cast<uint32_t>(at);
    tokens_.push_back(token);
  }
}

void ScannedText::MarkContext() {
  for (size_t i = 0; i < tokens_.size(); ++i) {
    if (tokens_[i].kind != TokenKind::kWord) continue;
    ContextMask bits = LookUpContext(tokens_[i].hash);
    if (bits == 0) continue;
    uint32_t phrase = tokens_[i].hash;
    // Phrases of up to three words; their bits go to their last word.
    for (size_t next = i + 1; (bits & kStartsPhrase) != 0 && next < tokens_.size() && next < i + 3;
         ++next) {
      if (tokens_[next].kind != TokenKind::kWord || tokens_[next].begin > tokens_[next - 1].end + 1) {
        break;
      }
      phrase = HashPhrase(phrase, tokens_[next].hash);
      const ContextMask longer = LookUpContext(phrase);
      tokens_[next].context |= longer & ~kStartsPhrase;
      all_context_ |= longer & ~kStartsPhrase;
      if ((longer & kStartsPhrase) == 0) break;
    }
    bits = LookUpContext(tokens_[i].hash) & ~kStartsPhrase;
    tokens_[i].context |= bits;
    all_context_ |= bits;
  }
}

size_t ScannedText::TokenAt(size_t offset) const {
  const auto found = std::lower_bound(
      tokens_.begin(), tokens_.end(), offset,
      [](const Token& token, size_t position) { return token.begin < position; });
  return static_cast<size_t>(found - tokens_.begin());
}

ContextMask ScannedText::ContextNear(size_t begin, size_t end, int before, int after) const {
  if (all_context_ == 0) return label_context_;
  ContextMask bits = label_context_;
  const size_t first = TokenAt(begin);
  const size_t low = first > static_cast<size_t>(before) ? first - static_cast<size_t>(before) : 0;
  for (size_t i = low; i < first; ++i) bits |= tokens_[i].context;
  const size_t past = TokenAt(end);
  const size_t high = std::min(tokens_.size(), past + static_cast<size_t>(after));
  for (size_t i = past; i < high; ++i) bits |= tokens_[i].context;
  return bits;
}

}  // namespace adit
