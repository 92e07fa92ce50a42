// Persons in scripts without capitals (Han, kana, Hangul, Arabic, Hebrew, Devanagari, Thai …):
// labels, titles and honorifics say where a name stands; the gazetteer says which characters are
// one.
#include <algorithm>
#include <array>

#include "common/base/utf8.h"
#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"
#include "privacy/detect/name_run.h"

namespace adit {
namespace {

constexpr size_t kMaxNameWords = 4;
constexpr size_t kMaxEastAsianName = 5;  // characters; longer words are no single name

bool IsHan(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }
bool IsKana(char32_t c) { return c >= 0x3041 && c <= 0x30FF; }
bool IsHangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
bool IsEastAsian(char32_t c) { return IsHan(c) || IsKana(c) || IsHangul(c) || c == 0x3005; }

// What follows a name and belongs to the person: "先生", "様", "님".
constexpr std::u32string_view kHonorifics[] = {
    U"先生", U"女士",   U"小姐", U"老师", U"老師", U"经理", U"經理", U"主任",
    U"医生", U"醫生",   U"同学", U"様",   U"さま", U"さん", U"殿",   U"氏",
    U"くん", U"ちゃん", U"部長", U"課長", U"係長", U"社長", U"님",   U"씨",
    U"대리", U"과장",   U"부장", U"차장", U"팀장", U"사원", U"선생", U"고객"};

// One word of East Asian characters, decoded once.
struct EastAsianWord {
  static constexpr size_t kMaxCharacters = 64;
  std::array<char32_t, kMaxCharacters> characters;
  std::array<uint32_t, kMaxCharacters + 1> offsets;  // in the folded text
  size_t size = 0;

  [[nodiscard]] std::u32string_view view() const { return {characters.data(), size}; }
};

class CaselessNames {
 public:
  CaselessNames(const ScannedText& scanned, Candidates& out)
      : scanned_(scanned), tokens_(scanned.tokens()), out_(out) {}

  void Find() {
    for (size_t i = 0; i < tokens_.size();) {
      if (!IsCaseless(i)) {
        ++i;
        continue;
      }
      const char32_t first =
          DecodeUtf8(scanned_.text().substr(tokens_[i].begin, tokens_[i].size()), 0).code_point;
      i = std::max(IsEastAsian(first) ? FindEastAsian(i) : FindSpaced(i), i + 1);
    }
  }

 private:
  [[nodiscard]] bool IsCaseless(size_t i) const {
    return tokens_[i].kind == TokenKind::kWord &&
           static_cast<unsigned char>(scanned_.text()[tokens_[i].begin]) >= 0xD6;
  }
  [[nodiscard]] std::string_view Gap(size_t i) const {  // between tokens i - 1 and i
    return scanned_.text().substr(tokens_[i - 1].end, tokens_[i].begin - tokens_[i - 1].end);
  }
  [[nodiscard]] bool Continues(size_t i) const {
    return i < tokens_.size() && IsCaseless(i) && (Gap(i) == " " || Gap(i) == "-") &&
           tokens_[i].context == 0;
  }
  [[nodiscard]] bool Labelled(size_t i) const {
    return FollowsNameLabel(scanned_, i) ||
           (i == 0 && tokens_.size() <= 6 && (scanned_.label_context() & kCtxPerson) != 0);
  }
  void Add(size_t begin, size_t end, float score, DetectRule rule) {
    AddCandidate(out_, begin, end, FindingType::kPerson, score, rule);
  }
  [[nodiscard]] bool IsName(size_t i) const {
    return (tokens_[i].name & (kGivenName | kFamilyName)) != 0;
  }

  // Scripts that put spaces between words.
  size_t FindSpaced(size_t i) {
    const bool title = i > 0 && (tokens_[i - 1].context & kCtxTitle) != 0 &&
                       (Gap(i) == " " || Gap(i) == ". " || Gap(i) == "." || Gap(i) == "\" ");
    const bool labelled = Labelled(i);
    if (tokens_[i].context != 0) return i;
    size_t past = i + 1;
    while (Continues(past) && past - i < kMaxNameWords && (labelled || IsName(past))) ++past;
    const bool honorific = past < tokens_.size() && IsCaseless(past) &&
                           (tokens_[past].context & kCtxHonorific) != 0 && Gap(past) == " ";
    if (labelled) {
      Add(tokens_[i].begin, tokens_[past - 1].end, 0.75f, DetectRule::kPersonLabel);
    } else if (title) {
      Add(tokens_[i].begin, tokens_[past - 1].end, 0.7f, DetectRule::kPersonTitle);
    } else if (IsName(i) && (honorific || past - i >= 2)) {
      Add(tokens_[i].begin, tokens_[past - 1].end, 0.6f, DetectRule::kPersonNames);
    } else {
      return i;
    }
    return past;
  }

  [[nodiscard]] EastAsianWord Decode(size_t i) const {
    EastAsianWord word;
    const std::string_view text = scanned_.text();
    size_t at = tokens_[i].begin;
    while (at < tokens_[i].end && word.size < EastAsianWord::kMaxCharacters) {
      const DecodedCodePoint next = DecodeUtf8(text, at);
      word.offsets[word.size] = static_cast<uint32_t>(at);
      word.characters[word.size++] = next.code_point;
      at += std::max<size_t>(next.size, 1);
    }
    word.offsets[word.size] = static_cast<uint32_t>(at);
    return word;
  }

  [[nodiscard]] uint8_t Flags(const EastAsianWord& word, size_t first, size_t past) const {
    const size_t begin = word.offsets[first];
    return LookUpName(HashWord(scanned_.lower().substr(begin, word.offsets[past] - begin)));
  }
  // Characters of the family name that begins at `at`; 0 when none does.
  [[nodiscard]] size_t FamilyName(const EastAsianWord& word, size_t at) const {
    for (size_t length = 3; length >= 1; --length) {
      if (at + length <= word.size && (Flags(word, at, at + length) & kFamilyName) != 0)
        return length;
    }
    return 0;
  }
  // Written as a given name: a known one, or characters that Chinese given names have.
  [[nodiscard]] bool IsGiven(const EastAsianWord& word, size_t first, size_t past) const {
    if ((Flags(word, first, past) & kGivenName) != 0) return true;
    for (size_t i = first; i < past; ++i) {
      if ((Flags(word, i, i + 1) & (kRareGivenName | kGivenName)) == 0) return false;
    }
    return past == first + 2;
  }

  // Where the name before the honorific at `end` begins; `end` when none does: "仕様" and
  // "产品经理" name nobody.
  [[nodiscard]] size_t NameBefore(const EastAsianWord& word, size_t from, size_t end) const {
    for (size_t length = std::min(end - from, kMaxEastAsianName); length >= 1; --length) {
      const size_t family = FamilyName(word, end - length);
      if (family != 0 && family <= length && length - family <= 3) return end - length;
    }
    const bool polite = word.characters[end] == U'さ' || word.characters[end] == U'様';
    const bool two_han =
        end - from == 2 && IsHan(word.characters[from]) && IsHan(word.characters[from + 1]);
    return polite && two_han ? from : end;
  }

  // "張先生已经", "鈴木様の": every honorific of the word. True when one had a name.
  bool FindHonorifics(const EastAsianWord& word, size_t token) {
    bool found = false;
    size_t from = 0;
    for (size_t at = 0; at < word.size; ++at) {
      const auto rest = word.view().substr(at);
      const auto* const honorific =
          std::find_if(std::begin(kHonorifics), std::end(kHonorifics),
                       [&](std::u32string_view h) { return rest.substr(0, h.size()) == h; });
      if (honorific == std::end(kHonorifics)) continue;
      if (at > from) {
        const size_t begin = NameBefore(word, from, at);
        if (begin < at) {
          Add(word.offsets[begin], word.offsets[at], 0.65f, DetectRule::kPersonTitle);
          found = true;
        }
      } else if (at == 0 && token > 0 && IsCaseless(token - 1) && Gap(token) == " ") {
        size_t first = token - 1;  // "田中 美咲 様"
        if (first > 0 && IsCaseless(first - 1) && Gap(first) == " " && tokens_[first].size() <= 9 &&
            tokens_[first - 1].size() <= 9 && tokens_[first - 1].context == 0)
          --first;
        Add(tokens_[first].begin, tokens_[token - 1].end, 0.65f, DetectRule::kPersonTitle);
        found = true;
      }
      from = at + honorific->size();
      at = from - 1;
    }
    return found;
  }

  // A family and a given name in a row inside the word: "请联系陈丽华安排".
  void FindInside(const EastAsianWord& word) {
    for (size_t at = 0; at + 1 < word.size; ++at) {
      const size_t family = FamilyName(word, at);
      if (family == 0) continue;
      for (size_t given = 3; given >= 2; --given) {
        if (at + family + given > word.size ||
            (Flags(word, at + family, at + family + given) & kGivenName) == 0) {
          continue;
        }
        Add(word.offsets[at], word.offsets[at + family + given], 0.55f, DetectRule::kPersonNames);
        at += family + given - 1;
        break;
      }
    }
  }

  // "배송이 지연": a word of a sentence and the sign of its case, where a family and a given name
  // could be read too.
  [[nodiscard]] bool HasKoreanCase(const EastAsianWord& word, size_t i) const {
    constexpr std::u32string_view kSigns = U"이을를는";
    const char32_t last = word.characters[word.size - 1];
    return word.size == 3 && kSigns.find(last) != std::u32string_view::npos && Continues(i + 1) &&
           i + 2 < tokens_.size();
  }

  size_t FindEastAsian(size_t i) {
    const EastAsianWord word = Decode(i);
    if (tokens_[i].context == 0 && Labelled(i) && word.size <= kMaxEastAsianName + 1) {
      size_t last = i;  // "氏名: 佐藤 健一"
      if (word.size <= 3 && Continues(i + 1) && tokens_[i + 1].size() <= 9) ++last;
      Add(tokens_[i].begin, tokens_[last].end, 0.75f, DetectRule::kPersonLabel);
      return last + 1;
    }
    if (FindHonorifics(word, i)) return i + 1;
    const size_t family = FamilyName(word, 0);
    const bool whole = family > 0 && word.size > family && word.size - family <= 2 &&
                       word.size >= 3 && IsGiven(word, family, word.size);
    // "佐藤健一": two characters of a family name leave little doubt.
    const bool japanese = family >= 2 && word.size >= 3 && word.size <= kMaxEastAsianName &&
                          IsSegment(scanned_.text(), tokens_[i].begin, tokens_[i].end);
    if (HasKoreanCase(word, i)) return i + 1;
    if (whole || japanese) {
      Add(tokens_[i].begin, tokens_[i].end, 0.58f, DetectRule::kPersonNames);
      return i + 1;
    }
    // "田中 美咲", "김 민수"
    if (family == word.size && word.size <= 3 && Continues(i + 1)) {
      const EastAsianWord next = Decode(i + 1);
      if (next.size >= 2 && next.size <= 3 && (family >= 2 || IsGiven(next, 0, next.size))) {
        Add(tokens_[i].begin, tokens_[i + 1].end, 0.58f, DetectRule::kPersonNames);
        return i + 2;
      }
    }
    FindInside(word);
    return i + 1;
  }

  const ScannedText& scanned_;
  const std::span<const Token> tokens_;
  Candidates& out_;
};

}  // namespace

void FindCaselessNames(const ScannedText& scanned, Candidates& out) {
  if (scanned.kind() == TextKind::kIdentifier || !scanned.has_caseless()) return;
  CaselessNames(scanned, out).Find();
}

}  // namespace adit
