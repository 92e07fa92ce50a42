#include "privacy/scrub/text_masker.h"

#include <algorithm>

#include "common/base/utf8.h"
#include "privacy/mask/mask_text.h"

namespace adit {
namespace {

DetectOptions OptionsOf(const Policy& policy, const MachineIdentity& identity, bool long_numbers) {
  DetectOptions options;
  for (int i = 0; i < kFindingTypeCount; ++i) {
    const DetectorRule& rule = policy.detector(static_cast<FindingType>(i));
    options.enabled[static_cast<size_t>(i)] = rule.enabled;
    options.threshold[static_cast<size_t>(i)] = static_cast<float>(rule.threshold);
    options.context[static_cast<size_t>(i)] = rule.context;
    options.negative_context[static_cast<size_t>(i)] = rule.negative_context;
  }
  options.user_names = identity.user_names;
  options.host_names = identity.host_names;
  options.directory = identity.directory;
  options.long_numbers = long_numbers;
  return options;
}

bool IsUncertainType(FindingType type) {
  return type == FindingType::kPerson || type == FindingType::kLocation ||
         type == FindingType::kOrganization || type == FindingType::kAddress;
}

constexpr size_t kMinAppNameBytes = 4;

// "Vela" in "Orders - Vela ERP" is no person when the application is called "Vela ERP": the name leaves
// as app_name anyway.
bool LiesInAppName(std::string_view text, std::string_view app, const Finding& finding) {
  if (app.size() < kMinAppNameBytes) return false;
  for (size_t at = text.find(app); at != std::string_view::npos; at = text.find(app, at + 1)) {
    if (finding.begin >= at && finding.end <= at + app.size()) return true;
  }
  return false;
}

MaskedText WholeMask(WholeMaskReason reason, size_t size) {
  MaskedText masked;
  masked.text = kWholeMask;
  masked.whole = reason;
  masked.findings.push_back({.begin = 0, .end = size, .type = FindingType::kCustom, .score = 1});
  return masked;
}

}  // namespace

TextMasker::TextMasker(std::shared_ptr<const Policy> policy, const MachineIdentity& identity,
                       bool long_numbers, Clock& clock)
    : clock_(clock), policy_(std::move(policy)), detectors_(OptionsOf(*policy_, identity, long_numbers)) {
  // Builds the tables of words and forms here, not in the time of the first text.
  (void)detectors_.Find("Name 12 34", {}, residue_);
}

bool TextMasker::FindAll(std::string_view text, const MaskRequest& request,
                         std::vector<Finding>& findings, bool& excepted) {
  if (!detectors_.Find(text, request.context, findings)) return false;
  std::erase_if(findings, [&](const Finding& finding) {
    if (IsUncertainType(finding.type) &&
        finding.detector != static_cast<uint16_t>(DetectRule::kPersonDirectory) &&
        (request.certain_types_only || LiesInAppName(text, request.context.app, finding))) {
      return true;
    }
    const std::string_view value = text.substr(finding.begin, finding.end - finding.begin);
    if (!policy_->IsExcepted(finding.type, value, request.wall_us)) return false;
    excepted = true;
    return true;
  });
  custom_.clear();
  if (!policy_->FindCustom(text, custom_)) return false;
  for (Finding& finding : custom_) {
    finding.detector = static_cast<uint16_t>(finding.detector + kFirstCustomRule);
    findings.push_back(finding);
  }
  MergeOverlaps(findings);
  return true;
}

MaskedText TextMasker::Mask(std::string_view text, const MaskRequest& request,
                            const crypto::HashKey* pseudonym_key, size_t max_bytes) {
  if (text.size() > std::min(max_bytes, kMaxDetectBytes)) {
    return WholeMask(WholeMaskReason::kTooLong, text.size());
  }
  // U+FFFD is what a seam of the system or a toolkit leaves of invalid UTF-16 or UTF-8: what stood there
  // is unknown, and what stands around it is cut.
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  if (text.find(kReplacement) != std::string_view::npos)
    return WholeMask(WholeMaskReason::kInvalidText, text.size());
  MaskedText masked;
  const int64_t begin_us = clock_.MonotonicMicros();
  const auto late = [&] { return clock_.MonotonicMicros() - begin_us > kMaxMaskMicros; };
  if (!FindAll(text, request, masked.findings, masked.excepted)) {
    return WholeMask(IsValidUtf8(text) ? WholeMaskReason::kDetector : WholeMaskReason::kInvalidText,
                     text.size());
  }
  if (late()) return WholeMask(WholeMaskReason::kTimeOut, text.size());
  if (masked.findings.empty()) {
    masked.text = text;
    return masked;
  }
  const auto style_of = [this](const Finding& finding) {
    const bool custom = finding.detector >= kFirstCustomRule;
    Finding asked = finding;
    if (custom) asked.detector = static_cast<uint16_t>(finding.detector - kFirstCustomRule);
    return policy_->StyleOf(asked, custom);
  };
  masked.text = MaskText(text, masked.findings, style_of, pseudonym_key);
  bool excepted = false;
  residue_.clear();
  if (masked.text.size() > kMaxDetectBytes || !FindAll(masked.text, request, residue_, excepted) ||
      !residue_.empty()) {
    masked.text = kWholeMask;
    masked.whole = WholeMaskReason::kResidue;
  }
  if (late()) return WholeMask(WholeMaskReason::kTimeOut, text.size());
  return masked;
}

}  // namespace adit
