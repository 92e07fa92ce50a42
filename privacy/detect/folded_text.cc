#include "privacy/detect/folded_text.h"

#include <cstring>

#include "common/base/utf8.h"
#include "privacy/detect/fold_table.h"

namespace adit {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A percent-encoded byte at `at`, or -1.
int EncodedByte(std::string_view text, size_t at) {
  if (at + 2 >= text.size() || text[at] != '%') return -1;
  const int high = HexDigit(text[at + 1]);
  const int low = HexDigit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

struct Decoded {
  char32_t code_point = 0;
  size_t size = 0;  // bytes of the original; 0 = nothing percent-encoded here
};

// One percent-encoded printable character: "%40", "%C3%BC".
Decoded DecodePercent(std::string_view text, size_t at) {
  const int first = EncodedByte(text, at);
  if (first < 0x20) return {};
  if (first < 0x80) return {static_cast<char32_t>(first), 3};
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  std::string bytes(1, static_cast<char>(first));
  for (size_t i = 1; i < length; ++i) {
    const int next = EncodedByte(text, at + 3 * i);
    if (next < 0x80) return {};
    bytes.push_back(static_cast<char>(next));
  }
  const DecodedCodePoint decoded = DecodeUtf8(bytes, 0);
  if (decoded.code_point == kInvalidCodePoint || decoded.size != length) return {};
  return {decoded.code_point, 3 * length};
}

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool IsAsciiAlnum(char c) {
  const char l = LowerAscii(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9');
}

// Nothing to fold but case: no byte above ASCII, no percent sign, no control character but line
// feeds.
bool IsPlainAscii(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  constexpr uint64_t kHighs = 0x80 * kOnes;
  const auto is_plain = [](char c) { return c != '%' && (c >= 0x20 || c == '\n'); };
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t block;
    std::memcpy(&block, text.data() + at, 8);
    const uint64_t percent = block ^ ('%' * kOnes);
    // High bits: above ASCII, below the space, a percent sign. A borrow may set one too many, never
    // one too few; line feeds are told apart one by one.
    const uint64_t suspect =
        block | ((block - 0x20 * kOnes) & ~block) | ((percent - kOnes) & ~percent);
    if ((suspect & kHighs) == 0) continue;
    for (size_t i = at; i < at + 8; ++i) {
      if (!is_plain(text[i])) return false;
    }
  }
  for (; at < text.size(); ++at) {
    if (!is_plain(text[at])) return false;
  }
  return true;
}

// The letters A to Z of `from` as a to z, eight at a time.
void LowerAsciiInto(std::string_view from, char* to) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  size_t at = 0;
  for (; at + 8 <= from.size(); at += 8) {
    uint64_t block;
    std::memcpy(&block, from.data() + at, 8);
    const uint64_t from_a = block + (0x80 - 'A') * kOnes;      // high bit: 'A' and above
    const uint64_t past_z = block + (0x80 - 'Z' - 1) * kOnes;  // high bit: past 'Z'
    block |= ((from_a ^ past_z) & 0x8080808080808080u) >> 2;
    std::memcpy(to + at, &block, 8);
  }
  for (; at < from.size(); ++at) to[at] = LowerAscii(from[at]);
}

}  // namespace

bool FoldedText::Assign(std::string_view original) {
  original_ = original;
  text_.clear();
  lower_.clear();
  origin_.clear();
  if (IsPlainAscii(original)) {
    AssignAscii();
    return true;
  }
  text_.reserve(original.size() + 16);
  lower_.reserve(original.size() + 16);
  origin_.reserve(original.size() + 16);
  bool other_scripts = false;
  for (size_t at = 0; at < original.size();) {
    const char c = original[at];
    if (c == '%') {
      if (const Decoded decoded = DecodePercent(original, at); decoded.size > 0) {
        AppendFolded(decoded.code_point, at);
        other_scripts |= decoded.code_point >= 0x80;
        at += decoded.size;
        continue;
      }
    }
    if (static_cast<unsigned char>(c) < 0x80) {
      Append(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? (c == '\n' ? '\n' : ' ') : c, at);
      ++at;
      continue;
    }
    const DecodedCodePoint decoded = DecodeUtf8(original, at);
    if (decoded.code_point == kInvalidCodePoint) return false;
    AppendFolded(decoded.code_point, at);
    other_scripts = true;
    at += decoded.size;
  }
  if (other_scripts) UnmaskLookAlikes();
  return true;
}

void FoldedText::AssignAscii() {
  text_.assign(original_);
  lower_.resize(original_.size());
  LowerAsciiInto(original_, lower_.data());
}

void FoldedText::Append(char c, size_t origin) {
  text_.push_back(c);
  lower_.push_back(LowerAscii(c));
  origin_.push_back(static_cast<uint32_t>(origin));
}

void FoldedText::AppendFolded(char32_t code_point, size_t origin) {
  const FoldedCodePoint folded = FoldCodePoint(code_point);
  if (folded.size > 0) {
    for (int i = 0; i < folded.size; ++i) Append(folded.ascii[i], origin);
    return;
  }
  if (folded.letter == 0) return;  // a mark without a width
  const size_t before = text_.size();
  AppendUtf8(text_, folded.letter);
  AppendUtf8(lower_, folded.lower);
  origin_.resize(text_.size(), static_cast<uint32_t>(origin));
  // Alignment is what makes one offset map enough; a lower form of another length stays as it was.
  if (lower_.size() != text_.size()) lower_.replace(before, std::string::npos, text_, before);
}

// In a run of letters and digits that mixes ASCII with Cyrillic or Greek look-alikes, the
// look-alikes become ASCII. A run of one script is left alone: it is a word of that language.
void FoldedText::UnmaskLookAlikes() {
  size_t out = 0;
  for (size_t at = 0; at < text_.size();) {
    size_t end = at;
    bool ascii = false;
    bool other = false;
    while (end < text_.size() &&
           (IsAsciiAlnum(text_[end]) || static_cast<unsigned char>(text_[end]) >= 0x80)) {
      (static_cast<unsigned char>(text_[end]) >= 0x80 ? other : ascii) = true;
      ++end;
    }
    if (end == at) end = at + 1;
    while (at < end) {
      const DecodedCodePoint decoded = DecodeUtf8(text_, at);
      const char ascii_form = ascii && other ? LookAlike(decoded.code_point) : '\0';
      if (ascii_form != '\0') {
        text_[out] = ascii_form;
        lower_[out] = LowerAscii(ascii_form);
        origin_[out] = origin_[at];
        ++out;
        at += decoded.size;
        continue;
      }
      for (int i = 0; i < decoded.size; ++i, ++at, ++out) {
        text_[out] = text_[at];
        lower_[out] = lower_[at];
        origin_[out] = origin_[at];
      }
    }
  }
  text_.resize(out);
  lower_.resize(out);
  origin_.resize(out);
}

size_t FoldedText::BeginToOriginal(size_t folded) const {
  if (origin_.empty()) return text_.empty() ? original_.size() : folded;
  return folded < origin_.size() ? origin_[folded] : original_.size();
}

size_t FoldedText::EndToOriginal(size_t folded_end) const {
  if (origin_.empty()) return text_.empty() ? original_.size() : folded_end;
  // Never inside a character that folds to several bytes.
  while (folded_end > 0 && folded_end < origin_.size() &&
         origin_[folded_end] == origin_[folded_end - 1]) {
    ++folded_end;
  }
  return folded_end < origin_.size() ? origin_[folded_end] : original_.size();
}

}  // namespace adit
