#include "privacy/policy/policy_json.h"

#include "privacy/policy/glob.h"
#include "privacy/policy/json_object.h"
#include "privacy/policy/text_template.h"

namespace adit {
namespace {

constexpr size_t kMaxRules = 1000;
constexpr size_t kMaxPatterns = 200;
constexpr size_t kMaxTerms = 50'000;
constexpr size_t kMaxNote = 4000;
constexpr int64_t kMaxVersion = 1'000'000'000;

constexpr std::string_view kActionNames = "drop, mask, template, detect, allow";
constexpr std::string_view kStyleNames = "placeholder, drop, shape, pseudonym, bucket";
constexpr std::string_view kFieldNames =
    "app_name, app_version, app_executable, window_title, window_role, document, element_role, "
    "element_name, element_id, element_path, detail, content";
constexpr std::string_view kTypeNames = "the types of docs/formats/masking.md, such as EMAIL";

std::optional<bool> ParseAllowDeny(std::string_view name) {
  if (name == "allow") return true;
  if (name == "deny") return false;
  return std::nullopt;
}

std::optional<bool> ParseDeniedLeaves(std::string_view name) {
  if (name == "existence") return true;
  if (name == "nothing") return false;
  return std::nullopt;
}

std::optional<ConsentMode> ParseConsentMode(std::string_view name) {
  if (name == "inform") return ConsentMode::kInform;
  if (name == "acknowledge") return ConsentMode::kAcknowledge;
  if (name == "opt_in") return ConsentMode::kOptIn;
  return std::nullopt;
}

void ReadGlobs(ObjectReader& object, std::string_view key, std::vector<std::string>& out) {
  object.Texts(key, out, kMaxPatterns, kMaxGlobBytes);
}

// A list that is there but empty reads like "nowhere" and would mean "everywhere".
void ReadScopeGlobs(ObjectReader& object, std::string_view key, std::vector<std::string>& out) {
  if (object.IsEmptyArray(key)) {
    object.Problem(key, "is empty; leave it out to mean everywhere");
  }
  ReadGlobs(object, key, out);
}

void ReadScope(ObjectReader& object, RuleScope& scope) {
  ReadScopeGlobs(object, "application", scope.application);
  ReadScopeGlobs(object, "title", scope.title);
}

void ReadId(ObjectReader& object, std::string& id) {
  object.Text("id", id, 64, true);
  for (const char c : id) {
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.') {
      object.Problem("id", "may have only a-z, 0-9, \"-\", \"_\" and \".\"");
      return;
    }
  }
}

void ReadApplicationRules(ObjectReader& object, std::string_view key,
                          std::vector<ApplicationRule>& rules) {
  object.Objects(key, kMaxRules, [&rules](ObjectReader& entry) {
    ApplicationRule rule;
    ReadId(entry, rule.id);
    ReadGlobs(entry, "name", rule.name);
    ReadGlobs(entry, "executable", rule.executable);
    entry.Text("reason", rule.reason, kMaxNote);
    if (rule.name.empty() && rule.executable.empty()) {
      entry.Problem("name",
                    "a rule needs \"name\" or \"executable\"; \"*\" means every application");
    }
    rules.push_back(std::move(rule));
  });
}

void ReadApplications(ObjectReader& object, ApplicationPolicy& applications) {
  object.Name("default", applications.default_allow, ParseAllowDeny, "allow, deny");
  object.Name("denied_leaves", applications.denied_leaves_existence, ParseDeniedLeaves,
              "existence, nothing");
  ReadApplicationRules(object, "allow", applications.allow);
  ReadApplicationRules(object, "deny", applications.deny);
}

void ReadWindowRules(ObjectReader& object, std::string_view key, std::vector<WindowRule>& rules) {
  object.Objects(key, kMaxRules, [&rules](ObjectReader& entry) {
    WindowRule rule;
    ReadId(entry, rule.id);
    ReadScope(entry, rule.scope);
    ReadScopeGlobs(entry, "role", rule.role);
    entry.Text("reason", rule.reason, kMaxNote);
    if (rule.scope.title.empty() && rule.role.empty()) {
      entry.Problem("title", "a rule needs \"title\" or \"role\"");
    }
    rules.push_back(std::move(rule));
  });
}

// "HH:MM" as minutes of the day, 00:00 to 24:00.
std::optional<int> ParseTimeOfDay(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const size_t i : {0, 1, 3, 4}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const int minute =
      (text[0] - '0') * 600 + (text[1] - '0') * 60 + (text[3] - '0') * 10 + (text[4] - '0');
  if (text[3] > '5' || minute > 24 * 60) return std::nullopt;
  return minute;
}

std::optional<int> ParseWeekday(std::string_view name) {
  constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  for (int day = 0; day < 7; ++day) {
    if (kDays[day] == name) return day;
  }
  return std::nullopt;
}

// "local", "UTC" or "+01:00"; the inner optional is empty for the machine's own zone.
std::optional<std::optional<int>> ParseZone(std::string_view name) {
  // Made in place: g++ 12 takes a copied empty optional for an uninitialised one.
  if (name == "local") return std::optional<std::optional<int>>(std::in_place, std::nullopt);
  if (name == "UTC") return std::optional<int>{0};
  if (name.size() != 6 || (name[0] != '+' && name[0] != '-')) return std::nullopt;
  const std::optional<int> minutes = ParseTimeOfDay(name.substr(1));
  if (!minutes || *minutes > 14 * 60) return std::nullopt;
  return std::optional<int>{name[0] == '-' ? -*minutes : *minutes};
}

void ReadHours(ObjectReader& object, WorkingHours& hours) {
  std::vector<int> days;
  object.Names("days", days, 7, ParseWeekday, "mon, tue, wed, thu, fri, sat, sun");
  for (const int day : days) hours.days = static_cast<uint8_t>(hours.days | (1U << day));
  object.Name("from", hours.from_minute, ParseTimeOfDay, "00:00 to 24:00");
  object.Name("until", hours.until_minute, ParseTimeOfDay, "00:00 to 24:00");
  object.Name("zone", hours.utc_offset_minutes, ParseZone, "local, UTC, +01:00");
  if (hours.days == 0)
    object.Problem("days",
                   "needs at least one day; leave out \"working_hours\" "
                   "for no limit");
  if (hours.from_minute >= hours.until_minute) {
    object.Problem("until", "must be later than \"from\"");
  }
}

void ReadFields(ObjectReader& object, PolicyDocument& document) {
  object.Object("defaults", [&document](ObjectReader& defaults) {
    for (int i = 0; i < kTextFieldCount; ++i) {
      defaults.Name(TextFieldName(static_cast<TextField>(i)), document.field_defaults[i],
                    ParseFieldAction, kActionNames);
    }
    if (document.field_defaults[static_cast<int>(TextField::kContent)] != FieldAction::kDrop) {
      defaults.Problem("content", "clipboard content can only be dropped");
    }
  });
  object.Objects("rules", kMaxRules, [&document](ObjectReader& entry) {
    FieldRule rule;
    ReadId(entry, rule.id);
    ReadScope(entry, rule.scope);
    entry.Names("field", rule.fields, kTextFieldCount, ParseTextField, kFieldNames);
    ReadScopeGlobs(entry, "role", rule.role);
    ReadScopeGlobs(entry, "label", rule.label);
    ReadScopeGlobs(entry, "element_id", rule.element_id);
    entry.Name("action", rule.action, ParseFieldAction, kActionNames);
    for (const TextField field : rule.fields) {
      if (field == TextField::kContent) entry.Problem("field", "content is always dropped");
    }
    document.field_rules.push_back(std::move(rule));
  });
}

void ReadTemplates(ObjectReader& object, PolicyDocument& document) {
  object.Objects("titles", kMaxRules, [&document](ObjectReader& entry) {
    TitleRule rule;
    ReadId(entry, rule.id);
    ReadScope(entry, rule.scope);
    entry.Text("template", rule.text, kMaxTemplateBytes, true);
    document.titles.push_back(std::move(rule));
  });
  object.Object("urls", [&document](ObjectReader& urls) {
    urls.Flag("generalize_ids", document.urls.generalize_ids);
    urls.Texts("keep_parameters", document.urls.keep_parameters, kMaxPatterns, 64);
    urls.Objects("templates", kMaxRules, [&document](ObjectReader& entry) {
      UrlPolicy::Template rule;
      ReadId(entry, rule.id);
      entry.Text("template", rule.text, kMaxTemplateBytes, true);
      document.urls.templates.push_back(std::move(rule));
    });
  });
}

void ReadDetectors(ObjectReader& object, PolicyDocument& document) {
  object.Object("detectors", [&document](ObjectReader& detectors) {
    detectors.EveryEntry([&](const std::string& name, ObjectReader& entry) {
      const std::optional<FindingType> type = ParseFindingType(name);
      if (!type) {
        detectors.Problem(name, "is none of " + std::string(kTypeNames));
        entry.Ignore();
        return;
      }
      DetectorRule& rule = document.detectors[static_cast<size_t>(*type)];
      entry.Flag("enabled", rule.enabled);
      entry.Share("threshold", rule.threshold);
      entry.Name("style", rule.style, ParseMaskStyle, kStyleNames);
      entry.Texts("context", rule.context, kMaxPatterns, 64);
      entry.Texts("negative_context", rule.negative_context, kMaxPatterns, 64);
    });
  });
}

void ReadCustomDetectors(ObjectReader& object, PolicyDocument& document) {
  object.Objects("custom_detectors", 100, [&document](ObjectReader& entry) {
    CustomDetector rule;
    ReadId(entry, rule.id);
    entry.Text("pattern", rule.pattern, 500, true);
    entry.Name("type", rule.type, ParseFindingType, kTypeNames);
    entry.Name("style", rule.style, ParseMaskStyle, kStyleNames);
    entry.Flag("case_sensitive", rule.case_sensitive);
    entry.Texts("must_match", rule.must_match, 100, 500);
    entry.Texts("must_not_match", rule.must_not_match, 100, 500);
    if (rule.must_match.empty()) entry.Problem("must_match", "needs at least one example");
    if (rule.must_not_match.empty()) entry.Problem("must_not_match", "needs at least one example");
    document.custom_detectors.push_back(std::move(rule));
  });
}

void ReadTerms(ObjectReader& object, PolicyDocument& document) {
  object.Objects("dictionaries", 100, [&document](ObjectReader& entry) {
    TermDictionary rule;
    ReadId(entry, rule.id);
    entry.Name("type", rule.type, ParseFindingType, kTypeNames);
    entry.Name("style", rule.style, ParseMaskStyle, kStyleNames);
    entry.Flag("case_sensitive", rule.case_sensitive);
    entry.Texts("terms", rule.terms, kMaxTerms, 200);
    if (rule.terms.empty()) entry.Problem("terms", "needs at least one term");
    document.dictionaries.push_back(std::move(rule));
  });
  object.Objects("exceptions", kMaxRules, [&document](ObjectReader& entry) {
    DetectionException rule;
    ReadId(entry, rule.id);
    entry.Texts("text", rule.text, kMaxPatterns, 200);
    entry.Names("types", rule.types, kFindingTypeCount, ParseFindingType, kTypeNames);
    entry.Time("expires", rule.expires_us, true);
    entry.Text("reason", rule.reason, kMaxNote, true);
    if (rule.text.empty()) entry.Problem("text", "needs at least one text");
    if (rule.types.empty()) entry.Problem("types", "needs at least one type");
    document.exceptions.push_back(std::move(rule));
  });
}

void ReadHead(ObjectReader& object, PolicyDocument& document) {
  int format = 0;
  object.Integer("format", format, 1, 1, true);
  ReadId(object, document.id);
  object.Integer("version", document.version, 1, kMaxVersion, true);
  object.Time("valid_from", document.valid_from_us);
  object.Time("expires", document.expires_us, true);
  object.Text("title", document.title, 200);
  ReadScopeGlobs(object, "groups", document.groups);
  bool has_legal = false;
  object.Object("legal", [&](ObjectReader& legal) {
    has_legal = true;
    legal.Texts("purpose", document.legal.purpose, 20, kMaxNote);
    legal.Text("basis", document.legal.basis, kMaxNote, true);
    legal.Text("controller", document.legal.controller, kMaxNote);
    legal.Text("agreement", document.legal.agreement, kMaxNote);
    legal.Text("impact_assessment", document.legal.impact_assessment, kMaxNote);
    legal.Text("information", document.legal.information, kMaxNote, true);
  });
  if (!has_legal) object.Problem("legal", "is missing; it records why recording is allowed");
  if (document.expires_us != 0 && document.expires_us <= document.valid_from_us) {
    object.Problem("expires", "must be later than \"valid_from\"");
  }
}

void ReadRights(ObjectReader& object, PolicyDocument& document) {
  object.Name("consent", document.consent, ParseConsentMode, "inform, acknowledge, opt_in");
  object.Object("rights", [&document](ObjectReader& rights) {
    rights.Flag("pause", document.rights.pause);
    rights.Integer("max_pause_minutes", document.rights.max_pause_minutes, 0, 7 * 24 * 60);
    rights.Integer("delete_last_minutes", document.rights.delete_last_minutes, 0, 24 * 60);
    rights.Flag("see_mine", document.rights.see_mine);
  });
  object.Object("retention", [&document](ObjectReader& retention) {
    retention.Integer("spool_hours", document.retention.spool_hours, 1, 90 * 24);
    retention.Integer("server_days", document.retention.server_days, 1, 3650);
    retention.Integer("aggregate_days", document.retention.aggregate_days, 1, 3650);
  });
  object.Integer("minimum_group_size", document.minimum_group_size, 1, 1000);
  object.Integer("pseudonym_period_days", document.pseudonym_period_days, 1, 366);
  object.Flag("link_slots", document.link_slots);
}

}  // namespace

Result<PolicyDocument> ParsePolicyDocument(std::string_view text, std::string_view source) {
  if (text.size() > kMaxPolicyBytes) {
    return InvalidArgument(std::string(source) + ": is " + std::to_string(text.size()) +
                           " bytes; a policy has at most " + std::to_string(kMaxPolicyBytes));
  }
  JsonProblems problems{std::string(source)};
  const std::shared_ptr<const nlohmann::json> json = ParseStrictJson(text, source, problems);
  if (!json) return InvalidArgument(problems.Text());
  PolicyDocument document;
  ObjectReader object(*json, "", problems);
  ReadHead(object, document);
  ReadRights(object, document);
  object.Object("applications",
                [&](ObjectReader& o) { ReadApplications(o, document.applications); });
  object.Object("hosts", [&document](ObjectReader& hosts) {
    hosts.Name("default", document.hosts.default_allow, ParseAllowDeny, "allow, deny");
    ReadGlobs(hosts, "allow", document.hosts.allow);
    ReadGlobs(hosts, "deny", document.hosts.deny);
  });
  object.Object("windows", [&document](ObjectReader& windows) {
    ReadWindowRules(windows, "deny", document.denied_windows);
    ReadWindowRules(windows, "private", document.private_windows);
  });
  object.Object("working_hours", [&](ObjectReader& hours) { ReadHours(hours, document.hours); });
  object.Object("fields", [&document](ObjectReader& fields) { ReadFields(fields, document); });
  ReadTemplates(object, document);
  ReadDetectors(object, document);
  ReadCustomDetectors(object, document);
  ReadTerms(object, document);
  object.Finish();
  if (!problems.empty()) return InvalidArgument(problems.Text());
  return document;
}

}  // namespace adit
