// Render: a policy as plain language, for a works agreement and for those who are recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "privacy/policy/policy_document.h"

namespace adit {

enum class RenderLanguage : uint8_t { kEnglish, kGerman, kFrench };
// "en", "de", "fr".
[[nodiscard]] std::optional<RenderLanguage> ParseRenderLanguage(std::string_view code);

// What the text is for.
enum class RenderKind : uint8_t {
  kAgreement,   // annex of a works agreement: everything the policy says
  kAssessment,  // draft of a data-protection impact assessment (GDPR Art. 35(7)), to be completed
  kRecord,      // draft of the record of processing (GDPR Art. 30(1)), to be completed
};
[[nodiscard]] std::optional<RenderKind> ParseRenderKind(std::string_view name);

// Markdown; the same document gives the same text. Says exactly what the keys say: nothing that the
// program does not do. Texts of the policy itself (reasons, purposes) stay in their language; terms
// of dictionaries are counted, not shown. Assessment and record keep "[…]" where only people know.
[[nodiscard]] std::string RenderPolicy(const PolicyDocument& document, RenderLanguage language,
                                       RenderKind kind = RenderKind::kAgreement);

}  // namespace adit
