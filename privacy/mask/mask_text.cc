#include "privacy/mask/mask_text.h"

#include <algorithm>

#include "common/base/utf8.h"
#include "privacy/detect/detectors.h"
#include "privacy/mask/pseudonym.h"

namespace adit {
namespace {

std::string_view PlaceholderName(const Finding& finding) {
  if (finding.detector == static_cast<uint16_t>(DetectRule::kLongNumber)) return "NUMBER";
  return FindingTypeName(finding.type);
}

void AppendShape(std::string& out, std::string_view value) {
  for (size_t at = 0; at < value.size();) {
    const DecodedCodePoint decoded = DecodeUtf8(value, at);
    const char c = value[at];
    if (decoded.size > 1 || decoded.code_point == kInvalidCodePoint) {
      out.push_back('x');
    } else if (c >= '0' && c <= '9') {
      out.push_back('0');
    } else if (c >= 'A' && c <= 'Z') {
      out.push_back('X');
    } else if (c >= 'a' && c <= 'z') {
      out.push_back('x');
    } else {
      out.push_back(c);
    }
    at += decoded.size;
  }
}

// "8-15": characters, in powers of two.
std::string LengthBucket(std::string_view value) {
  const size_t length = std::max<size_t>(CountCodePoints(value), 1);
  size_t low = 1;
  while (low * 2 <= length) low *= 2;
  return std::to_string(low) + "-" + std::to_string(low * 2 - 1);
}

}  // namespace

std::string MaskText(std::string_view text, std::span<const Finding> findings,
                     const std::function<MaskStyle(const Finding&)>& style_of,
                     const crypto::HashKey* pseudonym_key) {
  std::string out;
  size_t at = 0;
  for (const Finding& finding : findings) {
    const std::string_view value = text.substr(finding.begin, finding.end - finding.begin);
    const MaskStyle style = style_of(finding);
    if (style == MaskStyle::kDrop) return {};
    out += text.substr(at, finding.begin - at);
    at = finding.end;
    if (style == MaskStyle::kShape) {
      AppendShape(out, value);
      continue;
    }
    out += '<';
    out += PlaceholderName(finding);
    if (style == MaskStyle::kPseudonym && pseudonym_key != nullptr) {
      out += ':' + Pseudonym(*pseudonym_key, finding.type, value);
    } else if (style == MaskStyle::kBucket) {
      out += ':' + LengthBucket(value);
    }
    out += '>';
  }
  out += text.substr(at);
  return out;
}

}  // namespace adit
