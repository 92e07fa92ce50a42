#include "collector/reconstruct/templates.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

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

std::string Joined(const Text& text, size_t without, bool mask) {
  std::string out = std::to_string(text.group);
  for (size_t i = 0; i < text.parts.size(); ++i) {
    out.push_back('\x1f');
    if (mask) {
      // Numbers that vary together ("/orders/4711/items/3") would each hide the other's variety.
      out += MaskDigits(text.parts[i]);
    } else {
      out += i == without || text.varies[i] ? "*" : text.parts[i];
    }
  }
  return out;
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

bool Varies(const Family& family, bool digits) {
  double count = 0;
  double local = 0;
  size_t local_values = 0;
  for (const auto& [part, value] : family.values) {
    count += static_cast<double>(value.count);
    if (!family.IsLocal(value)) continue;
    local += static_cast<double>(value.count);
    ++local_values;
  }
  if (!digits) return local_values >= 8;
  const size_t n = family.values.size();
  return n >= 5 && (local >= 0.7 * count || count < 2.5 * static_cast<double>(n) || n >= 40);
}

// One pass over one position of the parts.
void LearnPosition(std::vector<Text>& texts, size_t position, bool digits) {
  std::map<std::string, Family> families;
  for (uint32_t i = 0; i < texts.size(); ++i) {
    const Text& text = texts[i];
    if (position >= text.parts.size() || text.varies[position] || text.parts[position].empty())
      continue;
    const bool has_digit =
        std::any_of(text.parts[position].begin(), text.parts[position].end(), IsDigit);
    if (digits && !has_digit) continue;
    Family& family = families[Joined(text, position, digits)];
    Value& value = family.values[text.parts[position]];
    value.count += text.count;
    value.first = std::min(value.first, text.first);
    value.last = std::max(value.last, text.last);
    value.texts.push_back(i);
    family.first = std::min(family.first, text.first);
    family.last = std::max(family.last, text.last);
  }
  for (const auto& [key, family] : families) {
    if (family.values.size() < 5 || !Varies(family, digits)) continue;
    for (const auto& [part, value] : family.values) {
      // Among the names of cases a text met all the time is the name of a screen ("Inbox").
      if (!digits && !family.IsLocal(value) && value.count >= 4) continue;
      for (const uint32_t i : value.texts) {
        AddKeys(part, texts[i].keys);
        if (digits) {
          texts[i].parts[position] = MaskDigits(part);
        } else {
          texts[i].varies[position] = true;
        }
      }
    }
  }
}

}  // namespace

Templates LearnTemplates(const StringTable& source, const std::vector<TemplateUse>& uses,
                         StringTable& out) {
  Templates result;
  std::unordered_map<uint64_t, uint32_t> number;
  std::vector<Text> texts;
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
      texts.push_back(std::move(text));
    }
    Text& text = texts[found->second];
    ++text.count;
    text.last = use.position;
    result.text_of_use[i] = found->second;
  }
  for (size_t position = 0; position < longest; position += 2) LearnPosition(texts, position, true);
  for (size_t position = 0; position < longest; position += 2)
    LearnPosition(texts, position, false);
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
