// MaskStyle: what takes the place of a finding; names are frozen, policies use them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace adit {

enum class MaskStyle : uint8_t {
  kPlaceholder = 0,  // "<IBAN>"
  kDrop = 1,         // the whole value becomes empty
  kShape = 2,        // letters become x or X, digits 0; separators and length stay
  kPseudonym = 3,    // "<PERSON:4f2k…>", keyed, stable inside a period, unlinkable across
  kBucket = 4,       // "<PHONE:8-15>", the type and the length bucket
};
inline constexpr int kMaskStyleCount = 5;

// "placeholder", "drop", "shape", "pseudonym", "bucket".
[[nodiscard]] inline std::string_view MaskStyleName(MaskStyle style) {
  constexpr std::string_view kNames[kMaskStyleCount] = {"placeholder", "drop", "shape",
                                                        "pseudonym", "bucket"};
  return kNames[static_cast<size_t>(style)];
}

[[nodiscard]] inline std::optional<MaskStyle> ParseMaskStyle(std::string_view name) {
  for (int i = 0; i < kMaskStyleCount; ++i) {
    if (MaskStyleName(static_cast<MaskStyle>(i)) == name) return static_cast<MaskStyle>(i);
  }
  return std::nullopt;
}

}  // namespace adit
