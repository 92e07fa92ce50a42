// Lint: what a valid policy probably does not mean: dead, shadowed and too broad rules, weak
// promises.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/policy/policy_document.h"

namespace adit {

enum class LintLevel : uint8_t {
  kNote,     // worth knowing
  kWarning,  // probably not meant, or hard to defend before a works council
  kError,    // the policy cannot do what it says
};
// "note", "warning", "error".
[[nodiscard]] std::string_view LintLevelName(LintLevel level);

struct LintFinding {
  LintLevel level = LintLevel::kNote;
  std::string place;  // "applications.allow[office]"
  std::string message;
};

// In the order of the document. REQUIRES: the document compiles.
[[nodiscard]] std::vector<LintFinding> LintPolicy(const PolicyDocument& document, int64_t now_us);

}  // namespace adit
