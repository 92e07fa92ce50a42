#include "privacy/scrub/policy_explain.h"

#include <utility>

#include "privacy/scrub/text_masker.h"

namespace adit {
namespace {

std::string_view VerdictName(EventVerdict verdict) {
  constexpr std::string_view kNames[] = {"recorded", "only its existence", "dropped"};
  return kNames[static_cast<size_t>(verdict)];
}

std::string_view WholeReason(WholeMaskReason reason) {
  constexpr std::string_view kNames[] = {"", "not UTF-8", "too long", "a detector gave up",
                                         "something was still found after masking",
                                         "it took too long"};
  return kNames[static_cast<size_t>(reason)];
}

std::string RuleOfFinding(const Policy& policy, const Finding& finding) {
  return finding.detector >= kFirstCustomRule
             ? policy.RuleName(static_cast<RuleIndex>(finding.detector - kFirstCustomRule))
             : std::string(DetectRuleName(finding.detector));
}

TextKind KindOf(TextField field) { return ParseTextKind(TextFieldName(field)); }

TextExplanation ExplainText(const std::shared_ptr<const Policy>& policy, TextMasker& masker,
                            const PolicySubject& subject, TextField field, std::string_view text) {
  const TextDecision decision = policy->DecideText(subject, field, text);
  TextExplanation out{field,        policy->RuleName(decision.rule), decision.action, {}, "",
                      decision.text};
  if (decision.action == FieldAction::kDrop || decision.action == FieldAction::kMask) return out;
  const MaskRequest request{
      .context = {.kind = KindOf(field), .label = subject.element_name, .app = subject.app_name},
      .certain_types_only = decision.action == FieldAction::kAllow,
      .wall_us = subject.wall_us};
  const MaskedText masked = masker.Mask(decision.text, request, nullptr);
  for (const Finding& finding : masked.findings) {
    out.findings.push_back(RuleOfFinding(*policy, finding) + " (" +
                           std::string(FindingTypeName(finding.type)) + ") at " +
                           std::to_string(finding.begin) + "-" + std::to_string(finding.end));
  }
  out.whole = WholeReason(masked.whole);
  out.result = masked.text;
  return out;
}

}  // namespace

Result<EventExplanation> ExplainEvent(const std::shared_ptr<const Policy>& policy,
                                      const TrialEvent& trial, int64_t now_us) {
  const std::optional<ActionType> action = ParseActionType(trial.action);
  if (!action) {
    return InvalidArgument("action \"" + trial.action +
                           "\" is not known; see docs/formats/events.md, such as click");
  }
  PolicySubject subject;
  subject.action = *action;
  subject.wall_us = now_us;
  subject.secret = trial.secret;
  subject.app_name = trial.app;
  subject.app_executable = trial.executable;
  subject.window_title = trial.title;
  subject.window_role = trial.window_role;
  subject.document = trial.document;
  subject.element_role = trial.role;
  subject.element_name = trial.label;
  subject.element_id = trial.element_id;
  const EventDecision decision = policy->DecideEvent(subject);
  EventExplanation out{
      std::string(VerdictName(decision.verdict)), policy->RuleName(decision.rule), {}};
  if (decision.verdict != EventVerdict::kRecord) return out;
  TextMasker masker(policy, {}, true);
  const std::pair<TextField, const std::string&> texts[] = {
      {TextField::kAppName, trial.app},       {TextField::kAppExecutable, trial.executable},
      {TextField::kWindowTitle, trial.title}, {TextField::kWindowRole, trial.window_role},
      {TextField::kDocument, trial.document}, {TextField::kElementRole, trial.role},
      {TextField::kElementName, trial.label}, {TextField::kElementId, trial.element_id}};
  for (const auto& [field, text] : texts) {
    if (!text.empty()) out.texts.push_back(ExplainText(policy, masker, subject, field, text));
  }
  return out;
}

}  // namespace adit
