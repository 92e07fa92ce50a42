#include "privacy/detect/scanned_text.h"

#include <algorithm>
#include <array>

#include "privacy/detect/gazetteer.h"

namespace adit {
namespace {

constexpr size_t kMaxLabelBytes = 128;
constexpr size_t kMaxPlaceholderBytes = 48;

constexpr uint8_t kLetterClass = 1;
constexpr uint8_t kDigitClass = 2;
constexpr uint8_t kTokenCharClass =
    4;  // letters, digits and signs of ASCII that tokens of software are made of
constexpr uint8_t kContinuationClass = 8;  // bytes of a character after its first

constexpr std::array<uint8_t, 256> Classes() {
  std::array<uint8_t, 256> classes{};
  for (size_t c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    if (IsLetter(byte)) classes[c] |= kLetterClass;
    if (IsDigit(byte)) classes[c] |= kDigitClass;
    if (IsAlnum(byte)) classes[c] |= kTokenCharClass;
    if ((c & 0xC0) == 0x80) classes[c] |= kContinuationClass;
  }
  for (const char c : {'_', '-', '+', '=', '.', '~', '/'})
    classes[static_cast<unsigned char>(c)] |= kTokenCharClass;
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = Classes();

uint8_t ClassOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }

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

// Length of a stand-in at `at` ("<IBAN>", "<PERSON:bcdf…>", "<PHONE:8-15>", a template's
// "<document>"), or 0. What stands in it is ours and says nothing: detectors must not take "PHONE"
// for context.
size_t PlaceholderLength(std::string_view text, size_t at) {
  size_t end = at + 1;
  const auto in = [&](char low, char high) { return text[end] >= low && text[end] <= high; };
  while (end < text.size() && (in('a', 'z') || text[end] == '_' || text[end] == '*')) ++end;
  if (end > at + 1 && end < text.size() && text[end] == ':') {  // a template's, linked
    const size_t detail = ++end;
    while (end < text.size() && in('a', 'z')) ++end;
    if (!IsPseudonymLetters(text.substr(detail, end - detail))) return 0;
  } else if (end == at + 1) {
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
  return end < text.size() && text[end] == '>' && end - at < kMaxPlaceholderBytes ? end + 1 - at
                                                                                  : 0;
}

// The shape style leaves runs of x, and zeros of digits: "B-XX 1327" is a plate, "X-XX 0000" was one.
bool IsMaskedShape(std::string_view lower_word, std::string_view after) {
  if (lower_word.size() < 2 || lower_word.find_first_not_of('x') != std::string_view::npos) {
    return false;
  }
  const size_t digit = !after.empty() && (after[0] == ' ' || after[0] == '-') ? 1 : 0;
  return after.size() <= digit || after[digit] < '1' || after[digit] > '9';
}

WordShape ShapeOf(size_t letters, size_t upper, bool first_upper) {
  if (upper == 0) return WordShape::kLower;
  if (upper == letters && letters > 1) return WordShape::kAllCaps;
  if (upper == 1 && first_upper) return WordShape::kCapitalized;
  return WordShape::kMixed;
}

// A label as words: "customerName", "txt_IBAN2".
std::string WordsOfLabel(std::string_view label) {
  // "customerName", "txt_IBAN2": identifiers of developers are words too.
  std::string words;
  for (size_t i = 0; i < std::min(label.size(), kMaxLabelBytes); ++i) {
    const bool border = i > 0 && IsUpper(label[i]) && IsLower(label[i - 1]);
    if (border) words.push_back(' ');
    words.push_back(label[i] == '_' || label[i] == '-' || label[i] == '.' ? ' ' : label[i]);
  }
  return words;
}

}  // namespace

TextKind ParseTextKind(std::string_view name) {
  static constexpr struct {
    std::string_view name;
    TextKind kind;
  } kFields[] = {{"window_title", TextKind::kWindowTitle},
                 {"title", TextKind::kWindowTitle},
                 {"element_name", TextKind::kElementName},
                 {"label", TextKind::kElementName},
                 {"url", TextKind::kUrl},
                 {"document", TextKind::kUrl},
                 {"path", TextKind::kPath},
                 {"file", TextKind::kPath},
                 {"file_name", TextKind::kPath},
                 {"file_path", TextKind::kPath},
                 {"value", TextKind::kValue},
                 {"element_id", TextKind::kIdentifier}};
  for (const auto& entry : kFields) {
    if (entry.name == name) return entry.kind;
  }
  return TextKind::kText;
}

bool ScannedText::Scan(std::string_view original, const DetectContext& context) {
  tokens_.clear();
  long_runs_.clear();
  extra_words_.clear();
  present_[0] = present_[1] = 0;
  digit_count_ = 0;
  has_caseless_ = false;
  has_line_feed_ = false;
  all_context_ = 0;
  last_token_ = 0;
  kind_ = context.kind;
  if (context.label != label_) {  // labels come in runs
    label_ = context.label;
    ReadLabel();
  }
  label_context_ = known_label_context_;
  if (!folded_.Assign(original)) return false;
  Tokenize();
  MarkContext();
  if (has_line_feed_) MarkColumns();
  LookUpNames();
  return true;
}

// Labels are short and come in runs, so this may be plain.
void ScannedText::ReadLabel() {
  known_label_context_ = 0;
  label_raises_ = label_lowers_ = 0;
  if (label_.empty()) return;
  ScannedText scanned;
  scanned.extra_ = extra_;
  if (!scanned.Scan(WordsOfLabel(label_), {})) return;
  known_label_context_ = scanned.all_context();
  for (const ExtraWord& word : scanned.extra_words_) {
    const ExtraContext::Word found = extra_->Find(word.hash);
    label_raises_ |= found.raises;
    label_lowers_ |= found.lowers;
  }
}

void ScannedText::AddLongRun(size_t begin, size_t end) {
  if (end >= begin + kMinLongRun) {
    long_runs_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
  }
}

// As ReadWord(), in a text of which each byte is a letter of its own.
inline size_t ScannedText::ReadPlainWord(size_t begin, Token& token) const {
  const char* const text = folded_.text().data();
  const char* const lower = folded_.lower().data();
  const size_t size = folded_.text().size();
  size_t upper = 0;
  uint32_t hash = HashWord("");
  size_t at = begin;
  do {
    upper += text[at] != lower[at];
    hash = (hash ^ static_cast<unsigned char>(lower[at])) * 16777619u;
    ++at;
  } while (at < size && (ClassOf(text[at]) & kLetterClass) != 0);
  token.begin = static_cast<uint32_t>(begin);
  token.end = static_cast<uint32_t>(at);
  token.hash = hash;
  token.shape = ShapeOf(at - begin, upper, text[begin] != lower[begin]);
  return at;
}

// A word begins at `at`: fills in what its letters say; the offset after it.
size_t ScannedText::ReadWord(size_t at, Token& token) const {
  const std::string_view text = folded_.text();
  const std::string_view lower = folded_.lower();
  const size_t begin = at;
  const bool first_upper = text[at] != lower[at] ||
                           (at + 1 < text.size() && static_cast<unsigned char>(text[at]) >= 0xC0 &&
                            text[at + 1] != lower[at + 1]);
  size_t letters = 0;
  size_t upper = 0;
  bool counted = false;  // this letter's upper case was counted already
  uint32_t hash = HashWord("");
  for (uint8_t kind; at < text.size() && ((kind = ClassOf(text[at])) & kLetterClass) != 0; ++at) {
    const bool differs = text[at] != lower[at];
    if ((kind & kContinuationClass) == 0) {
      ++letters;
      counted = false;
    }
    upper += differs && !counted;
    counted = counted || differs;
    hash = (hash ^ static_cast<unsigned char>(lower[at])) * 16777619u;
  }
  token.begin = static_cast<uint32_t>(begin);
  token.end = static_cast<uint32_t>(at);
  token.hash = hash;
  token.shape = ShapeOf(letters, upper, first_upper);
  return at;
}

void ScannedText::Tokenize() {
  const std::string_view text = folded_.text();
  const std::string_view lower = folded_.lower();
  const bool plain = folded_.is_plain();
  const NameTable& names = NameTable::Get();
  size_t run = 0;  // where the run of token characters began
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    const uint8_t kind = ClassOf(c);
    if ((kind & kLetterClass) != 0) {
      Token& token = tokens_.emplace_back();
      const size_t end = plain ? ReadPlainWord(at, token) : ReadWord(at, token);
      if (lower[at] == 'x' && IsMaskedShape(lower.substr(at, end - at), lower.substr(end))) {
        tokens_.pop_back();
      } else {
        names.Prefetch(token.hash);
        has_caseless_ = has_caseless_ || static_cast<unsigned char>(text[at]) >= 0xD6;
      }
      at = end;
    } else if ((kind & kDigitClass) != 0) {
      Token& token = tokens_.emplace_back();
      token.begin = static_cast<uint32_t>(at);
      while (at < text.size() && (ClassOf(text[at]) & kDigitClass) != 0) ++at;
      token.end = static_cast<uint32_t>(at);
      token.kind = TokenKind::kNumber;
      digit_count_ += token.size();
    } else {
      present_[static_cast<unsigned char>(c) >> 6] |= uint64_t{1} << (c & 63);
      has_line_feed_ = has_line_feed_ || c == '\n';
      if ((kind & kTokenCharClass) == 0) {
        AddLongRun(run, at);
        run = at + 1;
      }
      const size_t placeholder = c == '<' ? PlaceholderLength(text, at) : 0;
      at += std::max<size_t>(placeholder, 1);
      if (placeholder > 0) run = at - placeholder + 1;
    }
  }
  AddLongRun(run, text.size());
}

// Apart from Tokenize(), so that the table's lines are on their way.
void ScannedText::LookUpNames() {
  const NameTable& names = NameTable::Get();
  for (Token& token : tokens_) {
    if (token.kind != TokenKind::kWord) continue;
    const uint8_t flags = names.Find(token.hash);
    token.name = flags & kWordFlags;
    token.particle = (flags & kNameParticle) != 0;
  }
}

inline ContextMask ScannedText::LookUp(const ContextTable& table, uint32_t hash,
                                       uint32_t& types) const {
  if (extra_ == nullptr || extra_->empty()) return table.Find(hash);
  const ExtraContext::Word word = extra_->Find(hash);
  types = word.raises | word.lowers;
  return table.Find(hash) | word.context;
}

void ScannedText::MarkToken(size_t i, uint32_t hash, ContextMask bits, uint32_t types) {
  tokens_[i].context |= bits & ~kStartsPhrase;
  all_context_ |= bits & ~kStartsPhrase;
  if (types != 0) extra_words_.push_back({static_cast<uint32_t>(i), hash});
}

void ScannedText::MarkContext() {
  const ContextTable& table = ContextTable::Get();
  size_t phrase_end = 0;  // past the last phrase that says what a value is
  for (size_t i = 0; i < tokens_.size(); ++i) {
    if (tokens_[i].kind != TokenKind::kWord) continue;
    uint32_t types = 0;
    ContextMask bits = LookUp(table, tokens_[i].hash, types);
    if (bits == 0 && types == 0) continue;
    // "numero fiscal de reference": inside it, "reference" speaks against nothing.
    if (i < phrase_end) bits &= ~kCtxNegative;
    MarkToken(i, tokens_[i].hash, bits, types);
    ContextMask longer = bits;
    uint32_t phrase = tokens_[i].hash;
    // Phrases of up to three words; their bits go to their last word.
    for (size_t next = i + 1;
         (longer & kStartsPhrase) != 0 && next < tokens_.size() && next < i + 3; ++next) {
      if (tokens_[next].kind != TokenKind::kWord ||
          tokens_[next].begin > tokens_[next - 1].end + 1) {
        break;
      }
      phrase = HashPhrase(phrase, tokens_[next].hash);
      longer = LookUp(table, phrase, types);
      MarkToken(next, phrase, longer, types);
      if ((longer & ~(kStartsPhrase | kCtxNegative)) == 0) continue;
      for (size_t inner = i; inner < next; ++inner) tokens_[inner].context &= ~kCtxNegative;
      phrase_end = next + 1;
    }
  }
}

// "nom;prenom;tel" and lines below it with as many separators: each value has its heading as a
// label.
void ScannedText::MarkColumns() {
  constexpr size_t kMaxColumns = 32;
  const std::string_view text = folded_.text();
  const size_t header_end = text.find('\n');
  if (header_end == std::string_view::npos) return;
  const std::string_view header = text.substr(0, header_end);
  for (const char separator : {';', '\t', '|', ','}) {
    const auto count = static_cast<size_t>(std::count(header.begin(), header.end(), separator));
    if (count == 0 || count >= kMaxColumns) continue;
    std::array<ContextMask, kMaxColumns> columns{};
    size_t telling = 0;
    size_t i = 0;
    size_t column = 0;
    for (size_t at = 0; at <= header_end; ++at) {
      if (at < header_end && text[at] != separator) continue;
      for (; i < tokens_.size() && tokens_[i].begin < at; ++i)
        columns[column] |= tokens_[i].context;
      telling += columns[column] != 0;
      ++column;
    }
    // Headings are short: a sentence with a comma is none.
    if (telling < 2 || i > 3 * (count + 1)) continue;
    for (size_t line = header_end + 1; line < text.size();) {
      const size_t end = std::min(text.find('\n', line), text.size());
      const std::string_view row = text.substr(line, end - line);
      if (static_cast<size_t>(std::count(row.begin(), row.end(), separator)) == count) {
        column = 0;
        for (size_t at = line; at < end && i < tokens_.size(); ++at) {
          column += text[at] == separator;
          if (tokens_[i].begin == at) tokens_[i++].column = columns[column];
        }
        for (const ContextMask mask : columns) all_context_ |= mask;
      }
      while (i < tokens_.size() && tokens_[i].begin < end) ++i;
      line = end + 1;
    }
    return;
  }
}

void ScannedText::ExtraTypesNear(size_t begin, size_t end, uint32_t& raises,
                                 uint32_t& lowers) const {
  raises = label_raises_;
  lowers = label_lowers_;
  if (extra_words_.empty()) return;
  const size_t first = TokenAt(begin);
  const size_t past = TokenAt(end);
  for (const ExtraWord& word : extra_words_) {
    const bool before = word.token < first && first - word.token <= kContextBefore;
    const bool after = word.token >= past && word.token - past < kContextAfter;
    if (!before && !after) continue;
    const ExtraContext::Word found = extra_->Find(word.hash);
    raises |= found.raises;
    lowers |= found.lowers;
  }
}

size_t ScannedText::TokenAt(size_t offset) const {
  const auto before = [this, offset](size_t i) { return tokens_[i].begin < offset; };
  // The answer lies in [low, high]; steps from the last one double until that holds.
  size_t low = std::min(last_token_, tokens_.size());
  size_t high = low;
  for (size_t step = 1; low > 0 && !before(low - 1); step *= 2) {
    high = low - 1;
    low -= std::min(low, step);
  }
  for (size_t step = 1; high < tokens_.size() && before(high); step *= 2) {
    low = high + 1;
    high += std::min(tokens_.size() - high, step);
  }
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (before(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  last_token_ = low;
  return low;
}

ContextMask ScannedText::ContextNear(size_t begin, size_t end, int before, int after) const {
  if (all_context_ == 0) return label_context_;
  ContextMask bits = label_context_;
  const size_t first = TokenAt(begin);
  const size_t low = first > static_cast<size_t>(before) ? first - static_cast<size_t>(before) : 0;
  for (size_t i = low; i < first; ++i) bits |= tokens_[i].context;
  if (first < tokens_.size()) bits |= tokens_[first].column;
  const size_t past = TokenAt(end);
  const size_t high = std::min(tokens_.size(), past + static_cast<size_t>(after));
  for (size_t i = past; i < high; ++i) bits |= tokens_[i].context;
  return bits;
}

}  // namespace adit
