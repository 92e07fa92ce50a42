// ScannedText: one text cut into words and numbers, with the context words it holds, for all
// detectors to read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/detect/context_words.h"
#include "privacy/detect/extra_context.h"
#include "privacy/detect/finding.h"
#include "privacy/detect/folded_text.h"

namespace adit {

enum class TokenKind : uint8_t { kWord, kNumber };
enum class WordShape : uint8_t { kLower, kCapitalized, kAllCaps, kMixed };

// A maximal run of letters or of digits of the folded text.
struct Token {
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t hash = 0;  // HashWord() of the lower-case form; words only
  TokenKind kind = TokenKind::kWord;
  WordShape shape = WordShape::kLower;
  uint8_t name = 0;         // NameFlag of the word (gazetteer.h), without the particle
  bool particle = false;    // von, de, van
  ContextMask context = 0;  // what this word (with the ones before it) speaks of
  ContextMask column = 0;   // what the heading of its column speaks of, in text of separated values

  [[nodiscard]] size_t size() const { return end - begin; }
};

// What kind of value the text is; detectors take it as context.
enum class TextKind : uint8_t {
  kText,  // free text, nothing known
  kWindowTitle,
  kElementName,
  kUrl,
  kPath,        // file path or name
  kValue,       // content of a field
  kIdentifier,  // developer's ids, roles, executables
};
[[nodiscard]] TextKind ParseTextKind(std::string_view name);

// Where a text came from. Views must outlive the call.
struct DetectContext {
  TextKind kind = TextKind::kText;
  std::string_view label;  // label of the field, column header, URL key, automation id
  std::string_view app;
};

class ScannedText {
 public:
  // How far context reaches, in tokens.
  static constexpr size_t kContextBefore = 6;
  static constexpr size_t kContextAfter = 3;

  // `extra` adds a policy's words to the product's; it must outlive this object. May be null.
  explicit ScannedText(const ExtraContext* extra = nullptr) : extra_(extra) {}

  // False when the text is not UTF-8.
  [[nodiscard]] bool Scan(std::string_view original, const DetectContext& context);

  [[nodiscard]] std::string_view text() const { return folded_.text(); }
  [[nodiscard]] std::string_view lower() const { return folded_.lower(); }
  [[nodiscard]] const FoldedText& folded() const { return folded_; }
  [[nodiscard]] std::span<const Token> tokens() const { return tokens_; }
  [[nodiscard]] TextKind kind() const { return kind_; }
  // Context words of the label.
  [[nodiscard]] ContextMask label_context() const { return label_context_; }

  [[nodiscard]] bool has(char c) const {
    const auto u = static_cast<unsigned char>(c);
    return u < 128 && ((present_[u >> 6] >> (u & 63)) & 1) != 0;
  }
  [[nodiscard]] size_t digit_count() const { return digit_count_; }
  // Some word is of a script without capitals (or of one that is rare here).
  [[nodiscard]] bool has_caseless() const { return has_caseless_; }

  // Runs of at least kMinLongRun characters that tokens of software are made of.
  static constexpr size_t kMinLongRun = 16;
  struct Run {
    uint32_t begin = 0;
    uint32_t end = 0;
  };
  [[nodiscard]] std::span<const Run> long_runs() const { return long_runs_; }

  // First token that begins at or after `offset`; tokens().size() when there is none.
  [[nodiscard]] size_t TokenAt(size_t offset) const;
  // Context words near the stretch [begin, end) of the folded text: up to `before` tokens before it
  // and `after` tokens after it, and those of the label.
  [[nodiscard]] ContextMask ContextNear(size_t begin, size_t end, int before = 6,
                                        int after = 3) const;
  // Types, one bit each, that the policy's words near the stretch or in the label speak for and
  // against.
  void ExtraTypesNear(size_t begin, size_t end, uint32_t& raises, uint32_t& lowers) const;
  // The same, when at least one of `wanted` is among them; cheap where the text has none of these.
  [[nodiscard]] bool HasContextNear(ContextMask wanted, size_t begin, size_t end, int before = 6,
                                    int after = 3) const {
    return (all_context() & wanted) != 0 &&
           (ContextNear(begin, end, before, after) & wanted) != 0;
  }
  // All context words of the text and label.
  [[nodiscard]] ContextMask all_context() const { return all_context_ | label_context_; }

 private:
  void Tokenize();
  size_t ReadPlainWord(size_t at, Token& token) const;
  size_t ReadWord(size_t at, Token& token) const;
  void LookUpNames();
  void MarkContext();
  void MarkColumns();
  void MarkToken(size_t i, uint32_t hash, ContextMask bits, uint32_t types);
  [[nodiscard]] ContextMask LookUp(const ContextTable& table, uint32_t hash,
                                   uint32_t& types) const;
  void ReadLabel();
  void AddLongRun(size_t begin, size_t end);

  // A token that ends one of the policy's words or phrases.
  struct ExtraWord {
    uint32_t token = 0;
    uint32_t hash = 0;
  };

  const ExtraContext* extra_;
  FoldedText folded_;
  std::vector<Token> tokens_;
  std::vector<Run> long_runs_;
  uint64_t present_[2] = {};
  size_t digit_count_ = 0;
  bool has_caseless_ = false;
  bool has_line_feed_ = false;
  TextKind kind_ = TextKind::kText;
  std::string label_;  // the last label, and what it says
  ContextMask known_label_context_ = 0;
  ContextMask label_context_ = 0;
  uint32_t label_raises_ = 0;  // of the last label, by the policy's words
  uint32_t label_lowers_ = 0;
  std::vector<ExtraWord> extra_words_;
  ContextMask all_context_ = 0;
  mutable size_t last_token_ = 0;  // that TokenAt() found: detectors ask from left to right
};

// Characters of the folded text.
[[nodiscard]] constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool IsLetter(char c) {
  return IsUpper(c) || IsLower(c) || static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr bool IsAlnum(char c) { return IsDigit(c) || IsUpper(c) || IsLower(c); }

// What a detector says, in offsets of the folded text.
struct Candidate {
  size_t begin = 0;
  size_t end = 0;
  FindingType type = FindingType::kCustom;
  float score = 0;
  uint16_t rule = 0;
  char country[3] = {};
};
using Candidates = std::vector<Candidate>;

}  // namespace adit
