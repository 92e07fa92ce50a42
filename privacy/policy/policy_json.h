// Reads a policy document: JSON with // and /* */ comments, strict about every key.
#pragma once

#include <string_view>

#include "common/base/status.h"
#include "privacy/policy/policy_document.h"

namespace adit {

inline constexpr size_t kMaxPolicyBytes = 1 << 20;

// Messages read "SOURCE: applications.allow[2].nmae: unknown key; known keys are …" or
// "SOURCE:12:7: …" for text that is no JSON. Checks shapes, ranges and names; what needs compiling
// (templates, patterns, examples) is checked by Policy::Compile.
[[nodiscard]] Result<PolicyDocument> ParsePolicyDocument(std::string_view text,
                                                         std::string_view source);

}  // namespace adit
