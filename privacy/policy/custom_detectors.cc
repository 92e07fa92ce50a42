#include "privacy/policy/custom_detectors.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/base/utf8.h"
#include "privacy/policy/glob.h"

namespace adit {
namespace {

constexpr int kMaxProgramSize = 5000;  // RE2 instructions; a bounded repeat multiplies them
constexpr size_t kMaxPhraseWords = 8;
constexpr size_t kMaxFindings = 256;  // in one text; more is a failure, which masks the whole

struct Span {
  size_t begin;
  size_t end;
};

bool IsWordCharacter(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x206F) &&
          (c < 0x3000 || c > 0x303F) && c != kInvalidCodePoint);
}

std::vector<Span> SplitWords(std::string_view text) {
  std::vector<Span> words;
  bool inside = false;
  for (size_t i = 0; i < text.size();) {
    const DecodedCodePoint decoded = DecodeUtf8(text, i);
    if (IsWordCharacter(decoded.code_point)) {
      if (!inside) words.push_back({i, i});
      words.back().end = i + decoded.size;
      inside = true;
    } else {
      inside = false;
    }
    i += decoded.size;
  }
  return words;
}

// The words of a phrase with one space between: "Müller-Lüdenscheidt AG" → "Müller Lüdenscheidt
// AG".
std::string JoinWords(std::string_view text, const std::vector<Span>& words, size_t first,
                      size_t count) {
  std::string joined;
  for (size_t i = first; i < first + count; ++i) {
    if (i != first) joined += ' ';
    joined += text.substr(words[i].begin, words[i].end - words[i].begin);
  }
  return joined;
}

struct Term {
  uint16_t dictionary;
  FindingType type;
};

// Whole-word phrases by their joined words.
struct TermTable {
  std::unordered_map<std::string, Term> terms;
  size_t longest_phrase = 0;

  [[nodiscard]] bool empty() const { return terms.empty(); }
  void Find(std::string_view text, std::vector<Finding>& findings) const {
    const std::vector<Span> words = SplitWords(text);
    for (size_t first = 0; first < words.size(); ++first) {
      const size_t longest = std::min(longest_phrase, words.size() - first);
      for (size_t count = longest; count > 0; --count) {
        const auto found = terms.find(JoinWords(text, words, first, count));
        if (found == terms.end()) continue;
        Finding finding;
        finding.begin = words[first].begin;
        finding.end = words[first + count - 1].end;
        finding.type = found->second.type;
        finding.score = 1;
        finding.detector = found->second.dictionary;
        findings.push_back(finding);
        break;
      }
    }
  }
};

struct Pattern {
  std::unique_ptr<RE2> regex;
  FindingType type;
};

bool FindPattern(const Pattern& pattern, uint16_t index, std::string_view text,
                 std::vector<Finding>& findings) {
  const re2::StringPiece whole(text.data(), text.size());
  size_t position = 0;
  re2::StringPiece match;
  while (position <= text.size() &&
         pattern.regex->Match(whole, position, text.size(), RE2::UNANCHORED, &match, 1)) {
    const size_t begin = static_cast<size_t>(match.data() - text.data());
    const size_t end = begin + match.size();
    if (match.empty()) {
      position = end + 1;
      continue;
    }
    if (findings.size() >= kMaxFindings) return false;
    Finding finding;
    finding.begin = begin;
    finding.end = end;
    finding.type = pattern.type;
    finding.score = 1;
    finding.detector = index;
    findings.push_back(finding);
    position = end;
  }
  return true;
}

Result<Pattern> CompilePattern(const CustomDetector& rule, uint16_t index) {
  const std::string name = "custom_detectors[" + rule.id + "]";
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(rule.case_sensitive);
  options.set_max_mem(4 << 20);
  Pattern pattern{std::make_unique<RE2>(rule.pattern, options), rule.type};
  if (!pattern.regex->ok()) {
    return InvalidArgument(name + ".pattern: " + pattern.regex->error());
  }
  if (pattern.regex->ProgramSize() > kMaxProgramSize) {
    return InvalidArgument(
        name + ".pattern: compiles to " + std::to_string(pattern.regex->ProgramSize()) +
        " instructions; at most " + std::to_string(kMaxProgramSize) + ", use smaller repeats");
  }
  if (RE2::FullMatch("", *pattern.regex)) {
    return InvalidArgument(name + ".pattern: matches the empty text");
  }
  for (size_t i = 0; i < rule.must_match.size(); ++i) {
    std::vector<Finding> found;
    if (!FindPattern(pattern, index, rule.must_match[i], found) || found.empty()) {
      return InvalidArgument(name + ".must_match[" + std::to_string(i) +
                             "]: the pattern finds nothing in this example; the policy is not "
                             "activated");
    }
  }
  for (size_t i = 0; i < rule.must_not_match.size(); ++i) {
    std::vector<Finding> found;
    if (!FindPattern(pattern, index, rule.must_not_match[i], found) || !found.empty()) {
      return InvalidArgument(name + ".must_not_match[" + std::to_string(i) +
                             "]: the pattern finds something in this example; the policy is not "
                             "activated");
    }
  }
  return pattern;
}

}  // namespace

struct CustomDetectors::Compiled {
  std::vector<Pattern> patterns;
  TermTable exact;
  TermTable folded;
};

CustomDetectors::CustomDetectors() : compiled_(std::make_unique<Compiled>()) {}
CustomDetectors::CustomDetectors(CustomDetectors&&) noexcept = default;
CustomDetectors& CustomDetectors::operator=(CustomDetectors&&) noexcept = default;
CustomDetectors::~CustomDetectors() = default;

Result<CustomDetectors> CustomDetectors::Create(const PolicyDocument& document) {
  CustomDetectors made;
  for (const CustomDetector& rule : document.custom_detectors) {
    Result<Pattern> pattern =
        CompilePattern(rule, static_cast<uint16_t>(made.compiled_->patterns.size()));
    if (!pattern.ok()) return pattern.status();
    made.compiled_->patterns.push_back(std::move(*pattern));
  }
  uint16_t index = static_cast<uint16_t>(document.custom_detectors.size());
  for (const TermDictionary& rule : document.dictionaries) {
    TermTable& table = rule.case_sensitive ? made.compiled_->exact : made.compiled_->folded;
    for (size_t i = 0; i < rule.terms.size(); ++i) {
      const std::string term = rule.case_sensitive ? rule.terms[i] : FoldCase(rule.terms[i]);
      const std::vector<Span> words = SplitWords(term);
      if (words.empty() || words.size() > kMaxPhraseWords) {
        return InvalidArgument("dictionaries[" + rule.id + "].terms[" + std::to_string(i) +
                               "]: needs one to " + std::to_string(kMaxPhraseWords) +
                               " words of letters or digits");
      }
      table.longest_phrase = std::max(table.longest_phrase, words.size());
      table.terms.emplace(JoinWords(term, words, 0, words.size()), Term{index, rule.type});
    }
    ++index;
  }
  return made;
}

bool CustomDetectors::Find(std::string_view text, std::vector<Finding>& findings) const {
  for (size_t i = 0; i < compiled_->patterns.size(); ++i) {
    if (!FindPattern(compiled_->patterns[i], static_cast<uint16_t>(i), text, findings)) {
      return false;
    }
  }
  if (!compiled_->exact.empty()) compiled_->exact.Find(text, findings);
  if (!compiled_->folded.empty()) compiled_->folded.Find(FoldCase(text), findings);
  return true;
}

}  // namespace adit
