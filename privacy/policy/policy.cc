#include "privacy/policy/policy.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/utf8.h"
#include "privacy/policy/custom_detectors.h"
#include "privacy/policy/default_policy.h"
#include "privacy/policy/glob.h"
#include "privacy/policy/policy_json.h"
#include "privacy/policy/text_template.h"
#include "privacy/policy/url_rules.h"
#include "privacy/policy/working_hours.h"

namespace adit {
namespace {

constexpr std::string_view kMaskedText = "<MASKED>";

// Rules that are no entry of a list, in the order of Policy's first rule names.
enum BuiltInRule : RuleIndex {
  kRuleRecord,
  kRuleNotInForce,
  kRuleHours,
  kRuleSecret,
  kRuleApplicationDefault,
  kRuleHostDeny,
  kRuleHostDefault,
  kRuleContent,
  kRuleUrl,
  kRuleInvalidText,
  kRuleFieldDefault,
};

struct Scope {
  GlobList application;
  GlobList title;

  explicit Scope(const RuleScope& scope) : application(scope.application), title(scope.title) {}
  Scope() = default;
};

bool Covers(const Scope& scope, const FoldedSubject& subject) {
  if (!scope.application.empty() && !scope.application.Matches(subject.app_name) &&
      !scope.application.Matches(subject.app_executable)) {
    return false;
  }
  return scope.title.empty() || scope.title.Matches(subject.title);
}

// An empty list is everywhere.
bool Fits(const GlobList& globs, std::string_view text) {
  return globs.empty() || globs.Matches(FoldCase(text));
}

struct CompiledApplication {
  GlobList name;
  GlobList executable;
};

struct CompiledWindow {
  Scope scope;
  GlobList role;
};

struct CompiledField {
  uint32_t fields = 0;  // bit per TextField
  Scope scope;
  GlobList role;
  GlobList label;
  GlobList element_id;
  FieldAction action = FieldAction::kMask;
};

struct CompiledTitle {
  Scope scope;
  TextTemplate text;
};

bool IsCertainType(FindingType type) {
  switch (type) {
    case FindingType::kCard:
    case FindingType::kIban:
    case FindingType::kSecret:
    case FindingType::kUrlCredential:
    case FindingType::kNationalId:
    case FindingType::kTaxId:
    case FindingType::kHealthId:
    case FindingType::kSocialSecurity:
      return true;
    default:
      return false;
  }
}

uint32_t FieldBits(const std::vector<TextField>& fields) {
  uint32_t bits = 0;
  for (const TextField field : fields) bits |= 1U << static_cast<int>(field);
  if (bits != 0) return bits;
  for (const TextField field : {TextField::kElementName, TextField::kElementId,
                                TextField::kElementPath, TextField::kDetail}) {
    bits |= 1U << static_cast<int>(field);
  }
  return bits;
}

template <typename Rules>
Status CheckUniqueIds(const Rules& rules, const std::string& list) {
  std::set<std::string> ids;
  for (const auto& rule : rules) {
    if (!ids.insert(rule.id).second) {
      return InvalidArgument(list + ": id \"" + rule.id + "\" stands twice");
    }
  }
  return OkStatus();
}

}  // namespace

FoldedSubject::FoldedSubject(const PolicySubject& subject)
    : app_name(FoldCase(subject.app_name)),
      app_executable(FoldCase(subject.app_executable)),
      title(FoldCase(subject.window_title)) {}

SubjectKind SubjectKindOf(ActionType action) {
  switch (action) {
    case ActionType::kIdleStart:
    case ActionType::kIdleEnd:
    case ActionType::kLock:
    case ActionType::kUnlock:
    case ActionType::kCaptureGap:
    case ActionType::kDegradation:
      return SubjectKind::kWindowless;
    // Arriving in a window: all that a denied window may leave behind.
    case ActionType::kApplicationFocus:
      return SubjectKind::kArrival;
    default:
      return SubjectKind::kOther;
  }
}

struct Policy::Compiled {
  std::vector<CompiledApplication> allow;
  std::vector<CompiledApplication> deny;
  GlobList host_allow;
  GlobList host_deny;
  std::vector<CompiledWindow> denied_windows;
  std::vector<CompiledWindow> private_windows;
  std::vector<CompiledField> fields;
  std::vector<CompiledTitle> titles;
  std::optional<UrlRules> urls;
  std::optional<CustomDetectors> custom;
  GlobList groups;
  std::vector<std::vector<std::string>> exceptions;  // folded texts
  // Where the names of each list of rules begin.
  RuleIndex first_allow = 0;
  RuleIndex first_deny = 0;
  RuleIndex first_denied_window = 0;
  RuleIndex first_private_window = 0;
  RuleIndex first_field = 0;
  RuleIndex first_title = 0;
  RuleIndex first_url = 0;
  RuleIndex first_custom = 0;

  // Of several field rules that fit, the strictest counts.
  [[nodiscard]] std::optional<size_t> StrictestRule(const PolicySubject& subject, TextField field,
                                                    const FoldedSubject& folded) const {
    std::optional<size_t> strictest;
    for (size_t i = 0; i < fields.size(); ++i) {
      const CompiledField& candidate = fields[i];
      if ((candidate.fields >> static_cast<int>(field) & 1) == 0) continue;
      if (strictest && fields[*strictest].action <= candidate.action) continue;
      if (!Covers(candidate.scope, folded) || !Fits(candidate.role, subject.element_role) ||
          !Fits(candidate.label, subject.element_name) ||
          !Fits(candidate.element_id, subject.element_id)) {
        continue;
      }
      strictest = i;
    }
    return strictest;
  }
};

Policy::Policy(PolicyDocument document)
    : document_(std::move(document)), compiled_(std::make_unique<Compiled>()) {}

Policy::~Policy() = default;

Status Policy::NameRules() {
  rule_names_ = {"record",     "not_in_force",  "working_hours", "secret", "applications.default",
                 "hosts.deny", "hosts.default", "content",       "urls",   "invalid_text"};
  for (int i = 0; i < kTextFieldCount; ++i) {
    rule_names_.push_back("fields.defaults." +
                          std::string(TextFieldName(static_cast<TextField>(i))));
  }
  Status status;
  const auto name_list = [this, &status](const auto& rules, const std::string& list) {
    if (status.ok()) status = CheckUniqueIds(rules, list);
    const auto first = static_cast<RuleIndex>(rule_names_.size());
    for (const auto& rule : rules) rule_names_.push_back(list + "[" + rule.id + "]");
    return first;
  };
  Compiled& c = *compiled_;
  c.first_allow = name_list(document_.applications.allow, "applications.allow");
  c.first_deny = name_list(document_.applications.deny, "applications.deny");
  c.first_denied_window = name_list(document_.denied_windows, "windows.deny");
  c.first_private_window = name_list(document_.private_windows, "windows.private");
  c.first_field = name_list(document_.field_rules, "fields.rules");
  c.first_title = name_list(document_.titles, "titles");
  c.first_url = name_list(document_.urls.templates, "urls.templates");
  c.first_custom = name_list(document_.custom_detectors, "custom_detectors");
  (void)name_list(document_.dictionaries, "dictionaries");
  (void)name_list(document_.exceptions, "exceptions");
  return status;
}

Status Policy::CompileRules() {
  Compiled& c = *compiled_;
  for (const ApplicationRule& rule : document_.applications.allow) {
    c.allow.push_back({GlobList(rule.name), GlobList(rule.executable)});
  }
  for (const ApplicationRule& rule : document_.applications.deny) {
    c.deny.push_back({GlobList(rule.name), GlobList(rule.executable)});
  }
  c.host_allow = GlobList(document_.hosts.allow);
  c.host_deny = GlobList(document_.hosts.deny);
  for (const WindowRule& rule : document_.denied_windows) {
    c.denied_windows.push_back({Scope(rule.scope), GlobList(rule.role)});
  }
  for (const WindowRule& rule : document_.private_windows) {
    c.private_windows.push_back({Scope(rule.scope), GlobList(rule.role)});
  }
  for (const FieldRule& rule : document_.field_rules) {
    c.fields.push_back({FieldBits(rule.fields), Scope(rule.scope), GlobList(rule.role),
                        GlobList(rule.label), GlobList(rule.element_id), rule.action});
  }
  for (const TitleRule& rule : document_.titles) {
    Result<TextTemplate> text = TextTemplate::Parse(rule.text);
    if (!text.ok()) return text.status().WithContext("titles[" + rule.id + "]");
    c.titles.push_back({Scope(rule.scope), std::move(*text)});
  }
  ADIT_ASSIGN_OR_RETURN(c.urls, UrlRules::Create(document_.urls));
  ADIT_ASSIGN_OR_RETURN(c.custom, CustomDetectors::Create(document_));
  c.groups = GlobList(document_.groups);
  for (const DetectionException& rule : document_.exceptions) {
    for (const FindingType type : rule.types) {
      if (IsCertainType(type)) {
        return InvalidArgument("exceptions[" + rule.id +
                               "].types: " + std::string(FindingTypeName(type)) +
                               " has a check digit or is a secret and cannot be excepted");
      }
    }
    std::vector<std::string> folded;
    for (const std::string& text : rule.text) folded.push_back(FoldCase(text));
    c.exceptions.push_back(std::move(folded));
  }
  return OkStatus();
}

Result<std::shared_ptr<const Policy>> Policy::Compile(PolicyDocument document) {
  std::shared_ptr<Policy> policy(new Policy(std::move(document)));
  ADIT_RETURN_IF_ERROR(policy->NameRules());
  ADIT_RETURN_IF_ERROR(policy->CompileRules());
  return std::shared_ptr<const Policy>(std::move(policy));
}

Result<std::shared_ptr<const Policy>> Policy::FromJson(std::string_view text,
                                                       std::string_view source) {
  ADIT_ASSIGN_OR_RETURN(PolicyDocument document, ParsePolicyDocument(text, source));
  Result<std::shared_ptr<const Policy>> policy = Compile(std::move(document));
  if (!policy.ok()) return policy.status().WithContext(source);
  return policy;
}

std::shared_ptr<const Policy> Policy::Default() {
  Result<std::shared_ptr<const Policy>> policy =
      FromJson(DefaultPolicyText(), "built-in default_policy.json");
  ADIT_CHECK(policy.ok());  // a test reads it: a broken one never ships
  return *policy;
}

bool Policy::InForceAt(int64_t wall_us) const {
  return wall_us >= document_.valid_from_us && wall_us < document_.expires_us;
}

bool Policy::AppliesToGroup(std::string_view group) const {
  return compiled_->groups.empty() || compiled_->groups.Matches(FoldCase(group));
}

EventDecision Policy::DecideTime(int64_t wall_us) const {
  if (!InForceAt(wall_us)) return {EventVerdict::kDrop, kRuleNotInForce};
  if (!IsWithinHours(document_.hours, wall_us)) return {EventVerdict::kDrop, kRuleHours};
  return {EventVerdict::kRecord, kRuleRecord};
}

EventDecision Policy::DecideEvent(const PolicySubject& subject) const {
  const EventDecision time = DecideTime(subject.wall_us);
  return time.verdict == EventVerdict::kRecord ? DecideSubject(subject) : time;
}

EventDecision Policy::DecideSubject(const PolicySubject& subject,
                                    const FoldedSubject& folded) const {
  const SubjectKind kind = SubjectKindOf(subject.action);
  if (kind == SubjectKind::kWindowless) return {EventVerdict::kRecord, kRuleRecord};
  const Compiled& c = *compiled_;
  const auto denied = [&](size_t rule) {
    const bool leaves =
        document_.applications.denied_leaves_existence && kind == SubjectKind::kArrival;
    return EventDecision{leaves ? EventVerdict::kExistence : EventVerdict::kDrop,
                         static_cast<RuleIndex>(rule)};
  };
  const auto is_application = [&folded](const CompiledApplication& rule) {
    return rule.name.Matches(folded.app_name) || rule.executable.Matches(folded.app_executable);
  };
  for (size_t i = 0; i < c.deny.size(); ++i) {
    if (is_application(c.deny[i])) return denied(c.first_deny + i);
  }
  const std::string role = FoldCase(subject.window_role);
  const auto is_window = [&](const CompiledWindow& rule) {
    return Covers(rule.scope, folded) && (rule.role.empty() || rule.role.Matches(role));
  };
  for (size_t i = 0; i < c.private_windows.size(); ++i) {
    if (!is_window(c.private_windows[i])) continue;
    const auto rule = static_cast<RuleIndex>(c.first_private_window + i);
    return {kind == SubjectKind::kArrival ? EventVerdict::kExistence : EventVerdict::kDrop, rule};
  }
  for (size_t i = 0; i < c.denied_windows.size(); ++i) {
    if (is_window(c.denied_windows[i])) return denied(c.first_denied_window + i);
  }
  size_t allowed_by = kRuleRecord;
  if (const auto found = std::find_if(c.allow.begin(), c.allow.end(), is_application);
      found != c.allow.end()) {
    allowed_by = c.first_allow + static_cast<size_t>(found - c.allow.begin());
  } else if (!document_.applications.default_allow) {
    return denied(kRuleApplicationDefault);
  }
  if (const std::string host = HostOfUrl(subject.document); !host.empty()) {
    if (c.host_deny.Matches(host)) return denied(kRuleHostDeny);
    if (!document_.hosts.default_allow && !c.host_allow.Matches(host)) {
      return denied(kRuleHostDefault);
    }
  }
  if (subject.secret) return {EventVerdict::kExistence, kRuleSecret};
  return {EventVerdict::kRecord, static_cast<RuleIndex>(allowed_by)};
}

bool Policy::LooksAtTitle(TextField field) const {
  const auto looks = [field](const CompiledField& rule) {
    return (rule.fields >> static_cast<int>(field) & 1) != 0 && !rule.scope.title.empty();
  };
  return std::any_of(compiled_->fields.begin(), compiled_->fields.end(), looks);
}

bool Policy::LooksAtElement(TextField field) const {
  const auto looks = [field](const CompiledField& rule) {
    return (rule.fields >> static_cast<int>(field) & 1) != 0 &&
           !(rule.role.empty() && rule.label.empty() && rule.element_id.empty());
  };
  return std::any_of(compiled_->fields.begin(), compiled_->fields.end(), looks);
}

TextDecision Policy::DecideText(const PolicySubject& subject, const FoldedSubject& folded,
                                TextField field, std::string_view text,
                                const crypto::HashKey* key) const {
  if (text.empty()) return {FieldAction::kDrop, kRuleRecord, ""};
  const crypto::HashKey* const links = document_.link_slots ? key : nullptr;
  if (field == TextField::kContent) return {FieldAction::kDrop, kRuleContent, ""};
  if (!IsValidUtf8(text)) return {FieldAction::kMask, kRuleInvalidText, std::string(kMaskedText)};
  const Compiled& c = *compiled_;
  FieldAction action = document_.field_defaults[static_cast<size_t>(field)];
  size_t rule = kRuleFieldDefault + static_cast<size_t>(field);
  if (const std::optional<size_t> strictest = c.StrictestRule(subject, field, folded)) {
    action = c.fields[*strictest].action;
    rule = c.first_field + *strictest;
  }
  if (action == FieldAction::kDrop) return {action, static_cast<RuleIndex>(rule), ""};
  if (action == FieldAction::kMask) {
    return {action, static_cast<RuleIndex>(rule), std::string(kMaskedText)};
  }
  if (field == TextField::kDocument) {
    ReducedUrl reduced = c.urls->Reduce(text, links);
    if (reduced.matched_template >= 0) {
      return {FieldAction::kTemplate,
              static_cast<RuleIndex>(c.first_url + static_cast<size_t>(reduced.matched_template)),
              std::move(reduced.text)};
    }
    if (action != FieldAction::kTemplate) {
      return {action, static_cast<RuleIndex>(rule), std::move(reduced.text)};
    }
  }
  if (field == TextField::kWindowTitle) {
    // A title is mostly the subject's own, which is folded already.
    std::string other;
    if (text != subject.window_title) other = FoldCase(text);
    const std::string& title = text == subject.window_title ? folded.title : other;
    for (size_t i = 0; i < c.titles.size(); ++i) {
      if (!Covers(c.titles[i].scope, folded)) continue;
      if (std::optional<std::string> fitted = c.titles[i].text.ApplyFolded(text, title, links)) {
        return {FieldAction::kTemplate, static_cast<RuleIndex>(c.first_title + i),
                std::move(*fitted)};
      }
    }
  }
  if (action == FieldAction::kTemplate) {
    return {FieldAction::kMask, static_cast<RuleIndex>(rule), std::string(kMaskedText)};
  }
  return {action, static_cast<RuleIndex>(rule), std::string(text)};
}

bool Policy::FindCustom(std::string_view text, std::vector<Finding>& findings) const {
  const size_t before = findings.size();
  const bool ok = compiled_->custom->Find(text, findings);
  for (size_t i = before; i < findings.size(); ++i) {
    findings[i].detector = static_cast<uint16_t>(findings[i].detector + compiled_->first_custom);
  }
  return ok;
}

MaskStyle Policy::StyleOf(const Finding& finding, bool custom) const {
  if (!custom) return detector(finding.type).style;
  const size_t index = static_cast<size_t>(finding.detector) - compiled_->first_custom;
  const size_t patterns = document_.custom_detectors.size();
  ADIT_CHECK(index < patterns + document_.dictionaries.size());
  return index < patterns ? document_.custom_detectors[index].style
                          : document_.dictionaries[index - patterns].style;
}

bool Policy::IsExcepted(FindingType type, std::string_view text, int64_t wall_us) const {
  if (document_.exceptions.empty()) return false;
  const std::string folded = FoldCase(text);
  for (size_t i = 0; i < document_.exceptions.size(); ++i) {
    const DetectionException& rule = document_.exceptions[i];
    if (wall_us >= rule.expires_us) continue;
    if (std::find(rule.types.begin(), rule.types.end(), type) == rule.types.end()) continue;
    const std::vector<std::string>& texts = compiled_->exceptions[i];
    if (std::find(texts.begin(), texts.end(), folded) != texts.end()) return true;
  }
  return false;
}

}  // namespace adit
