#include "privacy/policy/template_learner.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "privacy/detect/detector_set.h"
#include "privacy/policy/glob.h"
#include "privacy/policy/text_template.h"

namespace adit {
namespace {

// A word in which detectors find something in every tenth of its titles is never trusted: one name
// beside it that they take for a pair is an accident, ten are a habit.
constexpr size_t kTolerated = 10;

// Bytes that words are made of; everything else separates and belongs to the constant text.
bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Word {
  size_t begin = 0;
  size_t end = 0;
};

std::vector<Word> WordsOf(std::string_view title) {
  std::vector<Word> words;
  for (size_t at = 0; at < title.size();) {
    if (!IsWordByte(title[at])) {
      ++at;
      continue;
    }
    const size_t begin = at;
    while (at < title.size() && IsWordByte(title[at])) ++at;
    words.push_back({begin, at});
  }
  return words;
}

bool HasDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct TitleUse {
  size_t seen = 0;
  std::set<uint32_t> users;
};
using Titles = std::map<std::string, TitleUse>;

struct WordUse {
  size_t titles = 0;
  std::set<uint32_t> users;
};

// In how many titles a word carries a finding of the detectors.
std::map<std::string, size_t> TitlesWithFinding(const Titles& titles) {
  DetectorSet detectors;
  std::vector<Finding> findings;
  std::map<std::string, size_t> counts;
  for (const auto& [title, use] : titles) {
    const bool searched =
        detectors.Find(title, {.kind = TextKind::kWindowTitle, .label = {}, .app = {}}, findings);
    std::set<std::string> words;
    for (const Word& word : WordsOf(title)) {
      const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.begin < word.end && word.begin < finding.end;
      });
      if (!searched || found)
        words.insert(FoldCase(std::string_view(title).substr(word.begin, word.end - word.begin)));
    }
    for (const std::string& word : words) ++counts[word];
  }
  return counts;
}

std::set<std::string> ConstantWords(const Titles& titles, const LearnOptions& options) {
  std::map<std::string, WordUse> uses;
  for (const auto& [title, use] : titles) {
    std::set<std::string> words;
    for (const Word& word : WordsOf(title))
      words.insert(FoldCase(std::string_view(title).substr(word.begin, word.end - word.begin)));
    for (const std::string& word : words) {
      WordUse& counted = uses[word];
      ++counted.titles;
      counted.users.insert(use.users.begin(), use.users.end());
    }
  }
  const std::map<std::string, size_t> personal = TitlesWithFinding(titles);
  std::set<std::string> constant;
  for (const auto& [word, use] : uses) {
    if (use.titles >= options.min_titles && use.users.size() >= options.min_users &&
        !HasDigit(word)) {
      const auto found = personal.find(word);
      if (found == personal.end() || found->second * kTolerated < use.titles) constant.insert(word);
    }
  }
  return constant;
}

void AppendConstant(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '{' || c == '}') out.push_back(c);
    out.push_back(c);
  }
}

// A number and a text vary in the same place under one name: what stands there is not told.
std::string Template(std::string_view title, const std::set<std::string>& constant) {
  std::string out;
  size_t position = 0;
  const std::vector<Word> words = WordsOf(title);
  const auto is_constant = [&](size_t i) {
    return constant.contains(FoldCase(title.substr(words[i].begin, words[i].end - words[i].begin)));
  };
  for (size_t i = 0; i < words.size();) {
    if (is_constant(i)) {
      AppendConstant(title.substr(position, words[i].end - position), out);
      position = words[i].end;
      ++i;
      continue;
    }
    // A run of words that vary is one slot, with what stands between them.
    AppendConstant(title.substr(position, words[i].begin - position), out);
    size_t last = i;
    while (last + 1 < words.size() && !is_constant(last + 1)) ++last;
    out += "{text}";
    position = words[last].end;
    i = last + 1;
  }
  AppendConstant(title.substr(position), out);
  return out;
}

// Slots are numbered, so that two of one template are told apart.
std::string NumberSlots(const std::string& text) {
  constexpr std::string_view kSlot = "{text}";
  std::string out;
  size_t number = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t slot = std::min(text.find(kSlot, at), text.size());
    out += text.substr(at, slot - at);
    if (slot == text.size()) break;
    out += "{text" + std::to_string(++number) + "}";
    at = slot + kSlot.size();
  }
  return number == 1 ? text : out;
}

size_t ConstantSize(std::string_view text) {
  size_t size = 0;
  bool slot = false;
  for (const char c : text) {
    slot = slot || c == '{';
    size += slot ? 0 : 1;
    slot = slot && c != '}';
  }
  return size;
}

}  // namespace

std::vector<LearntTemplate> LearnTemplates(std::span<const TitleSample> samples,
                                           const LearnOptions& options) {
  Titles titles;
  for (const TitleSample& sample : samples) {
    if (sample.title.empty() || sample.title.size() > kMaxTemplateBytes) continue;
    TitleUse& use = titles[sample.title];
    ++use.seen;
    use.users.insert(sample.user);
  }
  const std::set<std::string> constant = ConstantWords(titles, options);
  std::map<std::string, LearntTemplate> found;
  std::map<std::string, std::set<uint32_t>> users;
  for (const auto& [title, use] : titles) {
    const std::string text = NumberSlots(Template(title, constant));
    LearntTemplate& learnt = found[text];
    learnt.text = text;
    ++learnt.titles;
    learnt.examples += use.seen;
    users[text].insert(use.users.begin(), use.users.end());
  }
  std::vector<LearntTemplate> learnt;
  for (auto& [text, candidate] : found) {
    const bool slots = text.find("{text") != std::string::npos;
    const size_t support = slots ? candidate.titles : candidate.examples;
    if (support < options.min_titles || users[text].size() < options.min_users ||
        !TextTemplate::Parse(text).ok()) {
      continue;
    }
    learnt.push_back(std::move(candidate));
  }
  std::sort(learnt.begin(), learnt.end(), [](const LearntTemplate& a, const LearntTemplate& b) {
    const size_t of_a = ConstantSize(a.text);
    const size_t of_b = ConstantSize(b.text);
    return of_a != of_b ? of_a > of_b : a.text < b.text;
  });
  return learnt;
}

}  // namespace adit
