// Postal addresses as China, Japan and Korea write them, from the large to the small and without
// capitals: "東京都渋谷区神南1-19-11", "广东省深圳市南山区科技路10号", "서울특별시 강남구 테헤란로
// 152".
#include <algorithm>
#include <string_view>

#include "common/base/utf8.h"
#include "privacy/detect/detectors.h"

namespace adit {
namespace {

// What names of divisions and streets end in; a word of an address holds several of them, or one
// and a number.
constexpr std::u32string_view kDivisions =
    U"都道府県郡市区町村省县州镇乡路街巷弄縣鎮鄉시도군구읍면동로길";
// What follows numbers of houses, buildings and rooms.
constexpr std::u32string_view kUnits = U"号號番地楼樓室层層栋棟単元单座幢階丁目邸之번지층호동";

bool IsEastAsian(char32_t c) {
  return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7A3);
}

struct WordFacts {
  size_t characters = 0;
  size_t divisions = 0;  // not counting the first character
  bool ends_in_one = false;
  bool units = false;  // all characters say what a number counts
  bool east_asian = false;
};

class EasternAddresses {
 public:
  explicit EasternAddresses(const ScannedText& scanned)
      : scanned_(scanned), tokens_(scanned.tokens()) {}

  void Find(Candidates& out) const {
    for (size_t i = 0; i < tokens_.size();) {
      const size_t past = Read(i, out);
      i = std::max(past, i + 1);
    }
  }

 private:
  [[nodiscard]] std::string_view Gap(size_t i) const {
    return scanned_.text().substr(tokens_[i - 1].end, tokens_[i].begin - tokens_[i - 1].end);
  }
  [[nodiscard]] WordFacts Facts(size_t i) const {
    WordFacts facts;
    facts.units = true;
    const std::string_view word = scanned_.text().substr(tokens_[i].begin, tokens_[i].size());
    for (size_t at = 0; at < word.size();) {
      const DecodedCodePoint next = DecodeUtf8(word, at);
      const char32_t c = next.code_point;
      facts.east_asian = facts.east_asian || IsEastAsian(c);
      facts.ends_in_one = facts.characters > 0 && kDivisions.find(c) != std::u32string_view::npos;
      facts.divisions += facts.ends_in_one;
      facts.units = facts.units && kUnits.find(c) != std::u32string_view::npos;
      ++facts.characters;
      at += std::max<size_t>(next.size, 1);
    }
    return facts;
  }

  // Past the address whose first division is token `i`, or `i`.
  size_t Read(size_t i, Candidates& out) const {
    if (tokens_[i].kind != TokenKind::kWord ||
        static_cast<unsigned char>(scanned_.text()[tokens_[i].begin]) < 0xE3) {
      return i;
    }
    constexpr size_t kMaxWords = 6;
    size_t divisions = 0;
    size_t at = i;
    for (; at < tokens_.size() && at < i + kMaxWords && tokens_[at].kind == TokenKind::kWord;
         ++at) {
      if (at > i && Gap(at) != " ") break;
      const WordFacts facts = Facts(at);
      if (!facts.east_asian || !facts.ends_in_one) break;
      divisions += facts.divisions;
    }
    if (at == i || at >= tokens_.size() || tokens_[at].kind != TokenKind::kNumber ||
        tokens_[at].size() > 5 || (!Gap(at).empty() && Gap(at) != " ")) {
      return i;
    }
    const bool announced =
        (scanned_.ContextNear(tokens_[i].begin, tokens_[i].end, 3, 0) & kCtxAddress) != 0;
    if (divisions < 2 && !announced) return i;
    const size_t past = Units(at + 1);
    const size_t first = WithPostcode(i);
    AddCandidate(out, tokens_[first].begin, tokens_[past - 1].end, FindingType::kAddress, 0.8f,
                 DetectRule::kAddressStreet);
    return past;
  }

  // "1-19-11", "10号3栋502室", "152, 8층"
  [[nodiscard]] size_t Units(size_t at) const {
    while (at < tokens_.size()) {
      const std::string_view gap = Gap(at);
      const bool near = gap.empty() || gap == "-" || gap == " " || gap == ", ";
      if (!near) break;
      if (tokens_[at].kind == TokenKind::kNumber) {
        // After a space or comma only what counts something: "152 3층".
        const bool counts = at + 1 < tokens_.size() && Gap(at + 1).empty() &&
                            tokens_[at + 1].kind == TokenKind::kWord && Facts(at + 1).units;
        if (tokens_[at].size() > 5 || (!gap.empty() && gap != "-" && !counts)) break;
      } else if (!gap.empty() || !Facts(at).units) {
        break;
      }
      ++at;
    }
    return at;
  }

  // "150-0042 東京都…", "100-0001"
  [[nodiscard]] size_t WithPostcode(size_t first) const {
    if (first < 1 || tokens_[first - 1].kind != TokenKind::kNumber) return first;
    const std::string_view gap = Gap(first);
    if (gap != " " && !gap.empty()) return first;
    const size_t digits = tokens_[first - 1].size();
    if (digits == 5 || digits == 6) return first - 1;
    const bool parts = first >= 2 && digits == 4 && tokens_[first - 2].kind == TokenKind::kNumber &&
                       tokens_[first - 2].size() == 3 && Gap(first - 1) == "-";
    return parts ? first - 2 : first;
  }

  const ScannedText& scanned_;
  const std::span<const Token> tokens_;
};

}  // namespace

void FindEasternAddresses(const ScannedText& scanned, Candidates& out) {
  if (!scanned.has_caseless() || scanned.digit_count() == 0) return;
  EasternAddresses(scanned).Find(out);
}

}  // namespace adit
