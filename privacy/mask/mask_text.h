// MaskText: cuts findings out of a text and puts their stand-ins in.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "common/crypto/hash.h"
#include "privacy/detect/finding.h"
#include "privacy/mask/mask_style.h"

namespace adit {

// What stands for a value that is masked whole.
inline constexpr std::string_view kWholeMask = "<MASKED>";

// `findings` disjoint and sorted (MergeOverlaps). `style_of` names the style of each; a kDrop empties
// the whole text. `pseudonym_key` may be null: pseudonyms then become placeholders.
[[nodiscard]] std::string MaskText(std::string_view text, std::span<const Finding> findings,
                                   const std::function<MaskStyle(const Finding&)>& style_of,
                                   const crypto::HashKey* pseudonym_key);

}  // namespace adit
