// UTF-8: validation and decoding by RFC 3629 (no surrogates, no overlong forms, up to U+10FFFF).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace adit {

// What DecodeUtf8 gives for a byte sequence that is not UTF-8.
inline constexpr char32_t kInvalidCodePoint = 0xFFFFFFFF;

struct DecodedCodePoint {
  char32_t code_point;  // kInvalidCodePoint when malformed
  uint8_t size;         // bytes consumed, 1 to 4; 1 when malformed
};

// REQUIRES: position < text.size().
[[nodiscard]] DecodedCodePoint DecodeUtf8(std::string_view text, size_t position);

[[nodiscard]] bool IsValidUtf8(std::string_view text);

// Appends a scalar value. REQUIRES: code_point <= 0x10FFFF and no surrogate.
void AppendUtf8(std::string& out, char32_t code_point);

// The longest prefix of at most max_bytes that does not cut a character in two.
[[nodiscard]] std::string_view TruncateUtf8(std::string_view text, size_t max_bytes);

// Number of code points in valid UTF-8; malformed bytes count as one each.
[[nodiscard]] size_t CountCodePoints(std::string_view text);

}  // namespace adit
