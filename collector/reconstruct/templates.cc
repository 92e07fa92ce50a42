#include "collector/reconstruct/templates.h"

#include <algorithm>
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
  std::vector<std::string> parts;       // texts and separators in turn
  std::vector<bool> varies;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Splits at separators: punctuation with a space on both sides, ": ", and what divides URLs and paths.
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
      for (const std::string_view s : {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " | ", " \xC2\xB7 ", ": ", "://"}) {
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

// "Order 4711" to "Order #"; mixed long identifiers ("a3f9c2d1") as a whole.
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
    if (i == without) {
      out += mask ? MaskDigits(text.parts[i]) : "*";
    } else {
      out += text.varies[i] ? "*" : text.parts[i];
    }
  }
  return out;
}

// What the texts of one family (equal but for one part) look like together.
struct Family {
  uint32_t values = 0;
  uint64_t count = 0;
  uint64_t local = 0;     // met in one narrow stretch only
  uint32_t first = 0xFFFFFFFFU;
  uint32_t last = 0;
  std::vector<uint32_t> texts;
};

// Values of a case are met while the case is worked on; names of screens and fields are met all the time.
bool Varies(const Family& family, bool digits) {
  if (family.values < (digits ? 5U : 8U)) return false;
  const double per_value = static_cast<double>(family.count) / family.values;
  const double local = static_cast<double>(family.local) / static_cast<double>(family.count);
  if (local >= 0.7 || per_value < 2.5) return true;
  return digits ? family.values >= 40 : (family.values >= 60 && per_value < 12);
}

// One pass over one position of the parts.
void LearnPosition(std::vector<Text>& texts, size_t position, bool digits) {
  std::unordered_map<std::string, Family> families;
  std::vector<Family*> in_order;
  for (uint32_t i = 0; i < texts.size(); ++i) {
    const Text& text = texts[i];
    if (position >= text.parts.size() || text.varies[position] || text.parts[position].empty()) continue;
    const bool has_digit = std::any_of(text.parts[position].begin(), text.parts[position].end(), IsDigit);
    if (digits && !has_digit) continue;
    const auto [found, added] = families.try_emplace(Joined(text, position, digits));
    Family& family = found->second;
    if (added) in_order.push_back(&family);
    ++family.values;
    family.count += text.count;
    family.first = std::min(family.first, text.first);
    family.last = std::max(family.last, text.last);
    family.texts.push_back(i);
  }
  for (Family* family : in_order) {
    if (family->values < 5) continue;
    const double width = static_cast<double>(family->last - family->first) + 1;
    for (const uint32_t i : family->texts) {
      if (texts[i].last - texts[i].first <= 0.1 * width) family->local += texts[i].count;
    }
    if (!Varies(*family, digits)) continue;
    for (const uint32_t i : family->texts) {
      if (digits) {
        texts[i].parts[position] = MaskDigits(texts[i].parts[position]);
      } else {
        texts[i].varies[position] = true;
      }
    }
  }
}

}  // namespace

std::vector<uint32_t> LearnTemplates(const StringTable& source, const std::vector<TemplateUse>& uses,
                                     StringTable& out) {
  std::unordered_map<uint64_t, uint32_t> number;
  std::vector<Text> texts;
  std::vector<uint32_t> text_of(uses.size());
  size_t longest = 0;
  for (size_t i = 0; i < uses.size(); ++i) {
    const TemplateUse& use = uses[i];
    const auto [found, added] =
        number.try_emplace((static_cast<uint64_t>(use.group) << 32) | use.text, static_cast<uint32_t>(texts.size()));
    if (added) {
      Text text;
      text.group = use.group;
      text.first = use.position;
      text.parts = SplitParts(source.At(use.text));
      text.varies.assign(text.parts.size(), false);
      longest = std::max(longest, text.parts.size());
      texts.push_back(std::move(text));
    }
    Text& text = texts[found->second];
    ++text.count;
    text.last = use.position;
    text_of[i] = found->second;
  }
  for (size_t position = 0; position < longest; position += 2) LearnPosition(texts, position, true);
  for (size_t position = 0; position < longest; position += 2) LearnPosition(texts, position, false);
  std::vector<uint32_t> template_of(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string text;
    for (size_t p = 0; p < texts[i].parts.size(); ++p) text += texts[i].varies[p] ? "*" : texts[i].parts[p];
    template_of[i] = out.Intern(text);
  }
  std::vector<uint32_t> result(uses.size());
  for (size_t i = 0; i < uses.size(); ++i) result[i] = template_of[text_of[i]];
  return result;
}

}  // namespace adit
