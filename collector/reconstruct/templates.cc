#include "collector/reconstruct/templates.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "collector/reconstruct/slot_values.h"
#include "collector/reconstruct/text_contexts.h"

namespace adit {
namespace {

constexpr size_t kMaxParts = 12;

// One text of one group and where it is met.
struct Text {
  uint32_t group = 0;
  uint32_t count = 0;
  uint32_t first = 0;
  uint32_t last = 0;
  std::vector<std::string> parts;  // texts and separators in turn
  std::vector<bool> varies;
  std::vector<bool> common;  // parts that many texts of the same form have
  std::vector<std::string> keys;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Splits at separators: punctuation with a space on both sides, ": ", and what divides URLs and
// paths.
std::vector<std::string> SplitParts(std::string_view text) {
  std::vector<std::string> parts(1);
  const auto cut = [&](std::string_view separator) {
    parts.emplace_back(separator);
    parts.emplace_back();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const bool room = parts.size() + 2 < 2 * kMaxParts;
    size_t length = 0;
    if (room) {
      for (const std::string_view s :
           {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " | ", " \xC2\xB7 ", ": ", "://"}) {
        if (rest.substr(0, s.size()) == s) length = s.size();
      }
      constexpr std::string_view kSingle = "/?&=#[]()\\";
      if (length == 0 && kSingle.find(rest[0]) != std::string_view::npos) length = 1;
    }
    if (length == 0) {
      parts.back().push_back(text[i]);
    } else {
      cut(rest.substr(0, length));
      i += length - 1;
    }
  }
  return parts;
}

// Length of a pseudonym ("<IBAN:3f2a9c>", an agent's "<document:bcdf…>") at the beginning of the
// text, or 0.
size_t PseudonymLength(std::string_view text) {
  if (text.size() < 5 || text[0] != '<') return 0;
  size_t i = 1;
  while (i < text.size() && ((text[i] >= 'A' && text[i] <= 'Z') ||
                             (text[i] >= 'a' && text[i] <= 'z') || text[i] == '_'))
    ++i;
  if (i == 1 || i >= text.size() || text[i] != ':') return 0;
  const size_t digits = ++i;
  while (i < text.size() && (IsDigit(text[i]) || (text[i] >= 'a' && text[i] <= 'v'))) ++i;
  return i > digits && i < text.size() && text[i] == '>' ? i + 1 : 0;
}

// "Order of <PERSON:3f2a9c>" to "Order of <PERSON>"; the pseudonyms go to `keys`.
std::string MaskPseudonyms(std::string_view text, std::vector<std::string>& keys) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t length = PseudonymLength(text.substr(i));
    if (length == 0) {
      out.push_back(text[i++]);
      continue;
    }
    keys.emplace_back(text.substr(i, length));
    out += text.substr(i, text.substr(i).find(':'));
    out.push_back('>');
    i += length;
  }
  return out;
}

// What a variable part tells about the case at hand: its longer numbers, or the part as a whole.
void AddKeys(std::string_view part, std::vector<std::string>& keys) {
  constexpr size_t kLongNumber = 3;
  bool any = false;
  for (size_t i = 0; i < part.size();) {
    const size_t begin = i;
    while (i < part.size() && IsDigit(part[i])) ++i;
    if (i - begin >= kLongNumber) keys.emplace_back(part.substr(begin, i - begin)), any = true;
    if (i == begin) ++i;
  }
  if (!any) keys.emplace_back(part);
}

// "Order 4711" to "Order #".
std::string MaskDigits(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (!IsDigit(text[i])) {
      out.push_back(text[i++]);
      continue;
    }
    while (i < text.size() && IsDigit(text[i])) ++i;
    out.push_back('#');
  }
  return out;
}

// The text's template as far as it is known.
std::string Joined(const Text& text) {
  std::string out = std::to_string(text.group);
  for (size_t i = 0; i < text.parts.size(); ++i) {
    out.push_back('\x1f');
    out += text.varies[i] ? "*" : text.parts[i];
  }
  return out;
}

// What texts have in common that differ in one part alone. Two parts that vary ("budget - Anna
// Moser - Mail") would each hide the other's variety: of the others only what many texts have
// counts, and of numbers that they are numbers.
std::string FamilyOf(const Text& text, size_t without, bool mask) {
  std::string out = std::to_string(text.group);
  for (size_t i = 0; i < text.parts.size(); ++i) {
    out.push_back('\x1f');
    const bool any = text.varies[i] || !text.common[i] || (!mask && i == without);
    if (any) {
      out += "*";
    } else {
      out += mask ? MaskDigits(text.parts[i]) : text.parts[i];
    }
  }
  return out;
}

// Marks the parts that at least one in twenty texts of the same form has, or of their uses.
void FindCommonParts(std::vector<Text>& texts) {
  constexpr double kCommon = 0.05;
  struct Met {
    double texts = 0;
    double uses = 0;
  };
  std::unordered_map<std::string, Met> met;
  const auto form = [](const Text& text, size_t part) {
    return std::to_string(text.group) + '\x1f' + std::to_string(text.parts.size()) + '\x1f' +
           std::to_string(part) + '\x1f';
  };
  const auto add = [&](const std::string& what, const Text& text) {
    Met& entry = met[what];
    entry.texts += 1;
    entry.uses += text.count;
  };
  for (const Text& text : texts) {
    for (size_t p = 0; p < text.parts.size(); p += 2) {
      add(form(text, p), text);
      add(form(text, p) + '=' + MaskDigits(text.parts[p]), text);
    }
  }
  for (Text& text : texts) {
    text.common.assign(text.parts.size(), true);
    for (size_t p = 0; p < text.parts.size(); p += 2) {
      const Met& all = met[form(text, p)];
      const Met& same = met[form(text, p) + '=' + MaskDigits(text.parts[p])];
      text.common[p] = same.texts >= kCommon * all.texts || same.uses >= kCommon * all.uses;
    }
  }
}

// One value of a part and where it is met.
struct Value {
  uint64_t count = 0;
  uint32_t first = 0xFFFFFFFFU;
  uint32_t last = 0;
  std::vector<uint32_t> texts;
};

// Texts that are equal but for one part.
struct Family {
  std::map<std::string, Value> values;
  uint32_t first = 0xFFFFFFFFU;
  uint32_t last = 0;

  // Values of a case are met while the case is worked on; names of screens and fields all the time.
  [[nodiscard]] bool IsLocal(const Value& value) const {
    return value.last - value.first <= 0.1 * (static_cast<double>(last - first) + 1);
  }
};

constexpr size_t kManyValues = 8;  // of a part that names cases
constexpr size_t kFewValues = 5;   // of a number
constexpr uint64_t kRarely = 4;    // uses of a value that is not surely a place of its own
constexpr size_t kSharedLetters = 3;

bool DigitsVary(const Family& family) {
  double count = 0;
  double local = 0;
  for (const auto& [part, value] : family.values) {
    count += static_cast<double>(value.count);
    if (family.IsLocal(value)) local += static_cast<double>(value.count);
  }
  const size_t n = family.values.size();
  return n >= kFewValues &&
         (local >= 0.7 * count || count < 2.5 * static_cast<double>(n) || n >= 40);
}

using Families = std::map<std::string, Family>;

Families FamiliesAt(const std::vector<Text>& texts, size_t position, bool digits) {
  Families families;
  for (uint32_t i = 0; i < texts.size(); ++i) {
    const Text& text = texts[i];
    if (position >= text.parts.size() || text.varies[position] || text.parts[position].empty())
      continue;
    const bool has_digit =
        std::any_of(text.parts[position].begin(), text.parts[position].end(), IsDigit);
    if (digits && !has_digit) continue;
    Family& family = families[FamilyOf(text, position, digits)];
    Value& value = family.values[text.parts[position]];
    value.count += text.count;
    value.first = std::min(value.first, text.first);
    value.last = std::max(value.last, text.last);
    value.texts.push_back(i);
    family.first = std::min(family.first, text.first);
    family.last = std::max(family.last, text.last);
  }
  return families;
}

void LearnDigits(std::vector<Text>& texts, size_t position) {
  for (const auto& [key, family] : FamiliesAt(texts, position, true)) {
    if (!DigitsVary(family)) continue;
    for (const auto& [part, value] : family.values) {
      for (const uint32_t i : value.texts) {
        AddKeys(part, texts[i].keys);
        texts[i].parts[position] = MaskDigits(part);
      }
    }
  }
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

size_t Letters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), IsLetter));
}

// Whether something beside the part stays the same in all texts of its family.
bool HasAnchor(const Text& text, size_t position) {
  for (size_t i = 0; i < text.parts.size(); i += 2) {
    if (i != position && !text.varies[i] && text.common[i] && Letters(text.parts[i]) > 0)
      return true;
  }
  return false;
}

// Words that all values begin and end with: "Invoice *" of "Invoice FA" and "Invoice INV"; empty
// when they share too little to be seen as one.
std::string SharedWords(const std::vector<std::string_view>& values) {
  size_t front = values[0].size();
  size_t back = values[0].size();
  for (const std::string_view v : values) {
    const auto mismatch = std::mismatch(values[0].begin(), values[0].end(), v.begin(), v.end());
    front = std::min(front, static_cast<size_t>(mismatch.first - values[0].begin()));
    const auto from_end = std::mismatch(values[0].rbegin(), values[0].rend(), v.rbegin(), v.rend());
    back = std::min(back, static_cast<size_t>(from_end.first - values[0].rbegin()));
  }
  while (front > 0 && values[0][front - 1] != ' ') --front;
  const auto is_cut = [](char c) { return c == ' ' || c == '.' || c == '-' || c == '_'; };
  for (const std::string_view v : values) back = std::min(back, v.size() - front);
  while (back > 0 && !is_cut(values[0][values[0].size() - back])) --back;
  const std::string_view first = values[0];
  std::string shared(first.substr(0, front));
  shared += '*';
  shared += first.substr(first.size() - back);
  return Letters(shared) >= kSharedLetters ? shared : std::string();
}

class TextLearner {
 public:
  TextLearner(std::vector<Text>& texts, const std::vector<Surroundings>& around)
      : texts_(texts), around_(around) {}

  void LearnPosition(size_t position) {
    for (const auto& [key, family] : FamiliesAt(texts_, position, false)) {
      if (family.values.size() > 1) LearnFamily(family, position);
    }
  }

 private:
  void LearnFamily(const Family& family, size_t position) {
    const size_t local =
        static_cast<size_t>(std::count_if(family.values.begin(), family.values.end(),
                                          [&](const auto& v) { return family.IsLocal(v.second); }));
    const bool names_cases = local >= kManyValues;
    if (!names_cases && !HasAnchor(texts_[family.values.begin()->second.texts[0]], position))
      return;
    std::vector<SlotValue> values;
    for (const auto& [part, value] : family.values) {
      values.push_back({part, names_cases && family.IsLocal(value), {}});
      for (const uint32_t i : value.texts) values.back().around.Add(around_[i]);
    }
    const std::vector<uint32_t> cluster_of = ClusterValues(values);
    std::map<uint32_t, std::vector<size_t>> members;
    for (size_t v = 0; v < values.size(); ++v) {
      if (cluster_of[v] != kNoCluster) members[cluster_of[v]].push_back(v);
    }
    uint32_t varying = names_cases ? 0 : kNoCluster;
    if (!names_cases) {
      size_t most = kManyValues - 1;
      for (const auto& [cluster, list] : members) {
        if (list.size() > most) most = list.size(), varying = cluster;
      }
    }
    // Once it is sure that the part holds all kinds of values, so does it where a value is too rare
    // to tell.
    const size_t proven =
        varying == kNoCluster
            ? 0
            : static_cast<size_t>(std::count_if(
                  members[varying].begin(), members[varying].end(),
                  [&](size_t i) { return values[i].around.episodes >= kEnoughEpisodes; }));
    size_t v = 0;
    for (const auto& [part, value] : family.values) {
      const bool rare = value.count < kRarely || proven >= kManyValues;
      const bool varies = cluster_of[v] == varying || (cluster_of[v] == kNoCluster && rare);
      if (varying != kNoCluster && varies) Vary(value, position, part, "");
      ++v;
    }
    for (const auto& [cluster, list] : members) {
      if (cluster == varying || list.size() < 2) continue;
      std::vector<std::string_view> parts;
      for (const size_t i : list) parts.push_back(values[i].text);
      const std::string shared = SharedWords(parts);
      if (shared.empty()) continue;
      for (const size_t i : list)
        Vary(family.values.at(values[i].text), position, values[i].text, shared);
    }
  }

  // `shared` is what of the part stays; nothing means that all of it varies.
  void Vary(const Value& value, size_t position, const std::string& part,
            const std::string& shared) {
    for (const uint32_t i : value.texts) {
      AddKeys(part, texts_[i].keys);
      if (shared.empty()) {
        texts_[i].varies[position] = true;
      } else {
        texts_[i].parts[position] = shared;
      }
    }
  }

  std::vector<Text>& texts_;
  const std::vector<Surroundings>& around_;
};

// Of each text, before its parts are changed, what is not in most texts of its group.
std::vector<std::vector<std::string>> ValuesOf(const std::vector<Text>& texts) {
  constexpr double kCommon = 0.1;  // share of a group's uses
  std::unordered_map<uint32_t, double> uses;
  std::unordered_map<std::string, double> uses_of_part;
  const auto key = [](const Text& text, const std::string& part) {
    return std::to_string(text.group) + '\x1f' + part;
  };
  for (const Text& text : texts) {
    uses[text.group] += text.count;
    for (size_t p = 0; p < text.parts.size(); p += 2)
      uses_of_part[key(text, text.parts[p])] += text.count;
  }
  std::vector<std::vector<std::string>> values(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const Text& text = texts[i];
    for (size_t p = 0; p < text.parts.size(); p += 2) {
      const std::string& part = text.parts[p];
      if (Letters(part) >= kSharedLetters &&
          uses_of_part[key(text, part)] < kCommon * uses[text.group])
        values[i].push_back(part);
    }
  }
  return values;
}

std::vector<uint32_t> NamesOf(const std::vector<Text>& texts) {
  std::unordered_map<std::string, uint32_t> numbers;
  std::vector<uint32_t> names;
  names.reserve(texts.size());
  for (const Text& text : texts) {
    std::string name = Joined(text);
    names.push_back(
        numbers.try_emplace(std::move(name), static_cast<uint32_t>(numbers.size())).first->second);
  }
  return names;
}

}  // namespace

Templates LearnTemplates(const StringTable& source, const std::vector<TemplateUse>& uses,
                         StringTable& out) {
  Templates result;
  std::unordered_map<uint64_t, uint32_t> number;
  std::vector<Text> texts;
  NamedTexts named;
  result.text_of_use.resize(uses.size());
  size_t longest = 0;
  for (size_t i = 0; i < uses.size(); ++i) {
    const TemplateUse& use = uses[i];
    const auto [found, added] = number.try_emplace(
        (static_cast<uint64_t>(use.group) << 32) | use.text, static_cast<uint32_t>(texts.size()));
    if (added) {
      Text text;
      text.group = use.group;
      text.first = use.position;
      text.parts = SplitParts(MaskPseudonyms(source.At(use.text), text.keys));
      text.varies.assign(text.parts.size(), false);
      longest = std::max(longest, text.parts.size());
      named.texts.push_back(source.At(use.text));
      texts.push_back(std::move(text));
    }
    Text& text = texts[found->second];
    ++text.count;
    text.last = use.position;
    result.text_of_use[i] = found->second;
  }
  named.values = ValuesOf(texts);
  FindCommonParts(texts);
  for (size_t position = 0; position < longest; position += 2) LearnDigits(texts, position);
  named.name = NamesOf(texts);
  const std::vector<Surroundings> around =
      FindSurroundings(source, uses, result.text_of_use, named);
  TextLearner learner(texts, around);
  for (size_t position = 0; position < longest; position += 2) learner.LearnPosition(position);
  std::vector<uint32_t> template_of(texts.size());
  result.keys.resize(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string text;
    for (size_t p = 0; p < texts[i].parts.size(); ++p)
      text += texts[i].varies[p] ? "*" : texts[i].parts[p];
    template_of[i] = out.Intern(text);
    for (const std::string& key : texts[i].keys) {
      if (!key.empty()) result.keys[i].push_back(out.Intern(key));
    }
  }
  result.of_use.resize(uses.size());
  for (size_t i = 0; i < uses.size(); ++i) result.of_use[i] = template_of[result.text_of_use[i]];
  return result;
}

}  // namespace adit
