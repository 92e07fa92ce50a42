#include "collector/cli/offline_masking.h"

#include "common/base/utf8.h"

namespace adit::cli {

OfflineMasking::OfflineMasking(std::shared_ptr<const Policy> policy, bool long_numbers)
    : policy_(policy), masker_(std::move(policy), {}, long_numbers) {}

void OfflineMasking::Mask(LabelledText& text) {
  const MaskRequest request{
      .context = {.kind = ParseTextKind(text.field), .label = text.label, .app = text.app}};
  MaskedText masked = masker_.Mask(text.text, request, nullptr);
  text.masked = std::move(masked.text);
  text.spans.clear();
  size_t byte = 0;
  size_t code_point = 0;
  const auto advance = [&](size_t to) {
    code_point += CountCodePoints(std::string_view(text.text).substr(byte, to - byte));
    byte = to;
    return code_point;
  };
  for (const Finding& finding : masked.findings) {
    LabelledSpan span;
    span.start = advance(finding.begin);
    span.end = advance(finding.end);
    span.type = finding.type;
    span.score = finding.score;
    span.country = finding.country;
    span.rule = finding.detector >= kFirstCustomRule
                    ? policy_->RuleName(static_cast<RuleIndex>(finding.detector - kFirstCustomRule))
                    : DetectRuleName(finding.detector);
    text.spans.push_back(std::move(span));
  }
}

}  // namespace adit::cli
