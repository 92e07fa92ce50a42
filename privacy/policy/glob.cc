#include "privacy/policy/glob.h"

#include <utility>

#include "common/base/utf8.h"

namespace adit {
namespace {

// Simple lower-case mapping for the blocks whose letters keep their UTF-8 length.
char32_t LowerOf(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7)) return c + 32;
  if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177)) return c | 1;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 == 1 ? c + 1 : c;
  if (c == 0x178) return 0xFF;
  if (c == 0x386) return 0x3AC;
  if (c >= 0x388 && c <= 0x38A) return c + 37;
  if (c >= 0x391 && c <= 0x3AB && c != 0x3A2) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x460 && c <= 0x481) return c | 1;
  if (c >= 0x48A && c <= 0x4BF) return c | 1;
  return c;
}

}  // namespace

std::string FoldCase(std::string_view text) {
  std::string out(text);
  unsigned char bits = 0;
  for (const char c : text) bits |= static_cast<unsigned char>(c);
  if (bits < 0x80) {  // most texts
    for (char& c : out) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
  }
  out.clear();
  for (size_t i = 0; i < text.size();) {
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out.push_back(static_cast<char>(LowerOf(byte)));
      ++i;
      continue;
    }
    const DecodedCodePoint decoded = DecodeUtf8(text, i);
    if (decoded.code_point == kInvalidCodePoint) {
      out.append(text.substr(i, decoded.size));
    } else {
      AppendUtf8(out, LowerOf(decoded.code_point));
    }
    i += decoded.size;
  }
  return out;
}

bool GlobMatches(std::string_view folded_pattern, std::string_view folded_text) {
  const std::string_view p = folded_pattern;
  const std::string_view t = folded_text;
  size_t pi = 0;
  size_t ti = 0;
  size_t star = std::string_view::npos;  // where to resume: the last `*` and what it swallowed
  size_t swallowed = 0;
  while (ti < t.size()) {
    if (pi < p.size() && p[pi] == '*') {
      star = pi++;
      swallowed = ti;
    } else if (pi < p.size() && p[pi] == '?') {
      ++pi;
      ti += DecodeUtf8(t, ti).size;
    } else if (pi < p.size() && p[pi] == t[ti]) {
      ++pi;
      ++ti;
    } else if (star != std::string_view::npos) {
      pi = star + 1;
      ti = ++swallowed;
    } else {
      return false;
    }
  }
  while (pi < p.size() && p[pi] == '*') ++pi;
  return pi == p.size();
}

GlobList::Glob GlobList::GlobOf(const std::string& folded_pattern) {
  const size_t begin = folded_pattern.find_first_not_of('*');
  if (begin == std::string::npos)
    return {folded_pattern.empty() ? Form::kExact : Form::kInside, ""};
  const size_t end = folded_pattern.find_last_not_of('*') + 1;
  std::string text = folded_pattern.substr(begin, end - begin);
  if (text.find_first_of("*?") != std::string::npos) return {Form::kPattern, folded_pattern};
  const bool before = begin > 0;
  const bool behind = end < folded_pattern.size();
  const Form form = before && behind ? Form::kInside
                    : before         ? Form::kEnd
                    : behind         ? Form::kBeginning
                                     : Form::kExact;
  return {form, std::move(text)};
}

GlobList::GlobList(const std::vector<std::string>& patterns) {
  globs_.reserve(patterns.size());
  for (const std::string& pattern : patterns) globs_.push_back(GlobOf(FoldCase(pattern)));
}

bool GlobList::Matches(std::string_view folded_text) const {
  for (const Glob& glob : globs_) {
    bool matches = false;
    switch (glob.form) {
      case Form::kExact:
        matches = folded_text == glob.text;
        break;
      case Form::kBeginning:
        matches = folded_text.starts_with(glob.text);
        break;
      case Form::kEnd:
        matches = folded_text.ends_with(glob.text);
        break;
      case Form::kInside:
        matches = folded_text.find(glob.text) != std::string_view::npos;
        break;
      case Form::kPattern:
        matches = GlobMatches(glob.text, folded_text);
        break;
    }
    if (matches) return true;
  }
  return false;
}

}  // namespace adit
