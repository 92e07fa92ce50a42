// StreetReader: streets with house numbers as several languages write them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "privacy/detect/scanned_text.h"

namespace adit {

// A stretch of tokens that could be a street with its number; empty when begin == end.
struct StreetSpan {
  size_t begin = 0;
  size_t end = 0;
  float score = 0;
};

// Reads one scanned text, which must outlive it.
class StreetReader {
 public:
  explicit StreetReader(const ScannedText& scanned)
      : scanned_(scanned), tokens_(scanned.tokens()) {}

  // False for words that no street or box begins with: most small ones.
  [[nodiscard]] bool MayBegin(size_t i) const;
  // The street that begins at token `i`, or with a word or number right before it.
  [[nodiscard]] StreetSpan Read(size_t i) const;
  // Words with capitals and a house number at `i`, in either order, that only a place or a word for
  // "address" makes a street: "Am Buttermarkt 130", "14 Padberg". Score 0.
  [[nodiscard]] StreetSpan ReadNameAndNumber(size_t i) const;
  // Past "Apt. 3", "2. tv.", "m. 5", "as. 4" at `i`, with what separates; `i` when nothing of the
  // kind is there.
  [[nodiscard]] size_t ReadUnits(size_t i) const;
  // Only white space, commas, dots and dashes between tokens i - 1 and i, at most one line feed.
  [[nodiscard]] bool Near(size_t i) const;
  [[nodiscard]] std::string_view Gap(size_t i) const;  // between tokens i - 1 and i

 private:
  [[nodiscard]] bool Joined(size_t i, std::string_view by = " ") const {
    return i > 0 && i < tokens_.size() && Gap(i) == by;
  }
  [[nodiscard]] std::string_view Lower(size_t i) const {
    return scanned_.lower().substr(tokens_[i].begin, tokens_[i].size());
  }
  [[nodiscard]] bool IsNumber(size_t i, size_t max_digits) const {
    return i < tokens_.size() && tokens_[i].kind == TokenKind::kNumber &&
           tokens_[i].size() <= max_digits;
  }
  [[nodiscard]] bool IsCapital(size_t i) const {
    return i < tokens_.size() && tokens_[i].kind == TokenKind::kWord &&
           tokens_[i].shape != WordShape::kLower;
  }
  [[nodiscard]] bool IsStreetWord(size_t i) const { return (tokens_[i].context & kCtxStreet) != 0; }
  [[nodiscard]] size_t HouseNumber(size_t i) const;
  [[nodiscard]] size_t NumberAfter(size_t i) const;
  [[nodiscard]] StreetSpan CompoundStreet(size_t i) const;
  [[nodiscard]] StreetSpan StreetWordFirst(size_t i, bool number_first = false) const;
  [[nodiscard]] StreetSpan NumberAndStreetWord(size_t i) const;
  [[nodiscard]] StreetSpan StreetWordLast(size_t i) const;
  [[nodiscard]] StreetSpan NameStreetWordNumber(size_t i) const;
  [[nodiscard]] StreetSpan BoxAddress(size_t i) const;
  [[nodiscard]] StreetSpan ForcesAddress(size_t i) const;
  [[nodiscard]] StreetSpan NumberNameNumber(size_t i) const;
  [[nodiscard]] StreetSpan Extended(StreetSpan span) const;

  const ScannedText& scanned_;
  const std::span<const Token> tokens_;
};

}  // namespace adit
