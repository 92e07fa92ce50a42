#include "privacy/detect/directory_terms.h"

#include <algorithm>
#include <bit>
#include <string>

#include "privacy/detect/detectors.h"
#include "privacy/detect/gazetteer.h"

namespace adit {
namespace {

constexpr size_t kMaxWords = 6;
constexpr size_t kMinWordLetters = 3;

uint64_t AddWord(uint64_t phrase, uint32_t word) {
  return (phrase ^ word) * 0x9E3779B97F4A7C15ull + 1;  // order matters
}

// What may stand between the words of one name.
bool Joins(std::string_view gap) {
  return gap == " " || gap == ", " || gap == "," || gap == "-" || gap == "'" || gap == "." ||
         gap == ". " || gap == "_" || gap == "+";
}

}  // namespace

void DirectoryTerms::HashSet::Reserve(size_t count) {
  slots_.assign(std::bit_ceil(std::max<size_t>(count * 2, 16)), 0);
}

void DirectoryTerms::HashSet::Add(uint64_t hash) {
  const size_t mask = slots_.size() - 1;
  size_t slot = (hash >> 20) & mask;
  while (slots_[slot] != 0 && slots_[slot] != hash) slot = (slot + 1) & mask;
  slots_[slot] = hash;
}

bool DirectoryTerms::HashSet::Has(uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  for (size_t slot = (hash >> 20) & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) return false;
    if (slots_[slot] == hash) return true;
  }
}

Result<std::shared_ptr<const DirectoryTerms>> DirectoryTerms::Parse(std::string_view text,
                                                                    std::string_view source) {
  const auto wrong = [&source](size_t line, const std::string& what) {
    return InvalidArgument(std::string(source) + ":" + std::to_string(line) + ": " + what);
  };
  if (text.size() > kMaxDirectoryBytes) {
    return InvalidArgument(std::string(source) + ": is " + std::to_string(text.size()) +
                           " bytes, at most " + std::to_string(kMaxDirectoryBytes) + " are read");
  }
  std::vector<std::vector<uint32_t>> names;
  std::vector<uint32_t> singles;
  ScannedText scanned;
  size_t number = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!scanned.Scan(line, {})) return wrong(number, "is not UTF-8");
    std::vector<uint32_t> words;
    for (const Token& token : scanned.tokens()) {
      if (token.kind != TokenKind::kWord) continue;
      words.push_back(token.hash);
      const bool ordinary = (token.name & kOrdinaryWord) != 0 || token.particle;
      if (token.size() >= kMinWordLetters && !ordinary) singles.push_back(token.hash);
    }
    if (words.empty()) return wrong(number, "holds no word; a line is one name");
    if (words.size() > kMaxWords) {
      return wrong(number, "has " + std::to_string(words.size()) +
                               " words; a line is one name of at most six");
    }
    names.push_back(std::move(words));
    if (names.size() > kMaxDirectoryNames)
      return wrong(number, "more than " + std::to_string(kMaxDirectoryNames) + " names");
  }
  if (names.empty()) return InvalidArgument(std::string(source) + ": holds no name");
  std::shared_ptr<DirectoryTerms> terms(new DirectoryTerms);
  terms->names_ = names.size();
  terms->phrases_.Reserve(names.size() * 3);
  terms->begins_.Reserve(names.size() * 3);
  terms->words_.Reserve(singles.size());
  for (std::vector<uint32_t>& words : names) {
    if (words.size() < 2) continue;
    // As written, the last word first, and the first word last: "Last, First" in either file.
    for (int order = 0; order < 3; ++order) {
      std::vector<uint32_t> turned = words;
      if (order == 1) std::rotate(turned.begin(), turned.end() - 1, turned.end());
      if (order == 2) std::rotate(turned.begin(), turned.begin() + 1, turned.end());
      uint64_t phrase = 0;
      for (const uint32_t word : turned) phrase = AddWord(phrase, word);
      terms->phrases_.Add(phrase);
      terms->begins_.Add(AddWord(0, turned[0]));
    }
  }
  for (const uint32_t word : singles) terms->words_.Add(AddWord(0, word));
  return std::shared_ptr<const DirectoryTerms>(std::move(terms));
}

void DirectoryTerms::Find(const ScannedText& scanned, Candidates& out) const {
  const auto tokens = scanned.tokens();
  const std::string_view text = scanned.text();
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::kWord) continue;
    const uint64_t first = AddWord(0, tokens[i].hash);
    size_t last = i;
    if (begins_.Has(first)) {
      uint64_t phrase = first;
      for (size_t at = i + 1; at < tokens.size() && at < i + kMaxWords; ++at) {
        const size_t from = tokens[at - 1].end;
        if (tokens[at].kind != TokenKind::kWord ||
            !Joins(text.substr(from, tokens[at].begin - from)))
          break;
        phrase = AddWord(phrase, tokens[at].hash);
        if (phrases_.Has(phrase)) last = at;
      }
    }
    const bool single = last == i && tokens[i].shape != WordShape::kLower && words_.Has(first);
    if (last == i && !single) continue;
    AddCandidate(out, tokens[i].begin, tokens[last].end, FindingType::kPerson,
                 single ? 0.75f : 0.98f, DetectRule::kPersonDirectory);
    i = last;
  }
}

}  // namespace adit
