#include "collector/cli/gate_options.h"

#include <algorithm>
#include <utility>

namespace adit::cli {
namespace {

constexpr std::array<TextField, kGateFieldCount> kFields = {
    TextField::kWindowTitle, TextField::kDocument, TextField::kElementName, TextField::kDetail};

bool IsOfElement(TextField field) {
  return field == TextField::kElementName || field == TextField::kDetail;
}

// Some rule lets names stay in this text; which one an event met is not known here.
bool LetsNamesStay(const PolicyDocument& document, TextField field) {
  if (document.field_defaults[static_cast<size_t>(field)] == FieldAction::kAllow) return true;
  return std::any_of(
      document.field_rules.begin(), document.field_rules.end(), [field](const FieldRule& rule) {
        const bool named =
            std::find(rule.fields.begin(), rule.fields.end(), field) != rule.fields.end();
        return rule.action == FieldAction::kAllow &&
               (named || (rule.fields.empty() && IsOfElement(field)));
      });
}

}  // namespace

GateOptions GateOptionsOf(std::shared_ptr<const Policy> policy, uint32_t every, Clock& clock) {
  GateOptions options;
  options.every = every;
  for (size_t i = 0; i < kFindingTypeCount; ++i) {
    const DetectorRule& rule = policy->detector(static_cast<FindingType>(i));
    options.detect.enabled[i] = rule.enabled;
    options.detect.threshold[i] = static_cast<float>(rule.threshold);
    options.detect.context[i] = rule.context;
    options.detect.negative_context[i] = rule.negative_context;
  }
  for (size_t i = 0; i < kGateFieldCount; ++i)
    options.lenient[i] = LetsNamesStay(policy->document(), kFields[i]);
  options.excepted = [policy = std::move(policy), &clock](FindingType type,
                                                          std::string_view value) {
    return policy->IsExcepted(type, value, clock.WallMicros());
  };
  return options;
}

}  // namespace adit::cli
