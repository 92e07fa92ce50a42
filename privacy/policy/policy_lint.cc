#include "privacy/policy/policy_lint.h"

#include <algorithm>
#include <set>
#include <utility>

#include "privacy/policy/glob.h"
#include "privacy/policy/text_template.h"

namespace adit {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;
constexpr size_t kMinLetters = 3;  // of a glob or term, so that it means something

class Linter {
 public:
  Linter(const PolicyDocument& document, int64_t now_us) : d_(document), now_us_(now_us) {}

  std::vector<LintFinding> Run() {
    Head();
    Rights();
    Applications();
    Hosts();
    Windows();
    Fields();
    Titles();
    Urls();
    Detectors();
    Dictionaries();
    Exceptions();
    return std::move(findings_);
  }

 private:
  void Note(std::string place, std::string message) {
    findings_.push_back({LintLevel::kNote, std::move(place), std::move(message)});
  }
  void Warn(std::string place, std::string message) {
    findings_.push_back({LintLevel::kWarning, std::move(place), std::move(message)});
  }
  void Wrong(std::string place, std::string message) {
    findings_.push_back({LintLevel::kError, std::move(place), std::move(message)});
  }

  void Head();
  void Rights();
  void Applications();
  void Hosts();
  void Windows();
  void Fields();
  void Titles();
  void Urls();
  void Detectors();
  void Dictionaries();
  void Exceptions();
  void TooBroad(const std::vector<std::string>& globs, const std::string& place);

  const PolicyDocument& d_;
  const int64_t now_us_;
  std::vector<LintFinding> findings_;
};

// Everything `narrow` matches, `wide` matches too. Not complete: a "?" in `wide` is never taken to
// cover.
bool Covers(const std::string& wide, const std::string& narrow) {
  return wide.find('?') == std::string::npos && GlobMatches(FoldCase(wide), FoldCase(narrow));
}

bool CoversAll(const std::vector<std::string>& wide, const std::vector<std::string>& narrow) {
  return std::all_of(narrow.begin(), narrow.end(), [&wide](const std::string& one) {
    return std::any_of(wide.begin(), wide.end(),
                       [&one](const std::string& glob) { return Covers(glob, one); });
  });
}

// An empty list is everywhere.
bool ScopeCovers(const std::vector<std::string>& wide, const std::vector<std::string>& narrow) {
  return wide.empty() || (!narrow.empty() && CoversAll(wide, narrow));
}

size_t Letters(const std::string& glob) {
  return static_cast<size_t>(std::count_if(
      glob.begin(), glob.end(), [](char c) { return c != '*' && c != '?' && c != ' '; }));
}

void Linter::TooBroad(const std::vector<std::string>& globs, const std::string& place) {
  for (const std::string& glob : globs) {
    if (Letters(glob) == 0) {
      Warn(place, "\"" + glob + "\" matches everything");
    } else if (Letters(glob) < kMinLetters && glob.front() == '*' && glob.back() == '*') {
      Warn(place, "\"" + glob + "\" matches very much");
    }
  }
}

void Linter::Head() {
  if (d_.legal.purpose.empty()) Warn("legal.purpose", "no purpose is named (GDPR Art. 5(1)(b))");
  if (d_.legal.controller.empty()) Note("legal.controller", "the controller is not named");
  if (d_.legal.agreement.empty()) Note("legal.agreement", "no works agreement is named");
  if (d_.legal.impact_assessment.empty()) {
    Note("legal.impact_assessment", "no data-protection impact assessment is named (GDPR Art. 35)");
  }
  if (d_.expires_us <= now_us_) {
    Wrong("expires", "the policy is expired: nothing is recorded");
  } else if (d_.expires_us - now_us_ < 30 * kDayUs) {
    Warn("expires", "the policy ends within 30 days");
  } else if (d_.expires_us - now_us_ > 3 * 366 * kDayUs) {
    Note("expires", "the policy ends in more than three years; a review is due earlier");
  }
  if (d_.valid_from_us > now_us_) Note("valid_from", "nothing is recorded before this time");
  if (d_.hours.days == 0) Note("working_hours", "not limited: events are recorded at any hour");
}

void Linter::Rights() {
  if (!d_.rights.pause) Warn("rights.pause", "people cannot pause recording");
  if (d_.rights.delete_last_minutes == 0) {
    Note("rights.delete_last_minutes", "people cannot have the last minutes deleted");
  }
  if (d_.minimum_group_size < 2) {
    Wrong("minimum_group_size",
          "single persons are shown: only for a collector that records nobody but its owner");
  } else if (d_.minimum_group_size < 5) {
    Warn("minimum_group_size",
         "below five: small groups are monitoring of persons (BAG 1 ABR 6/94)");
  }
  if (d_.retention.server_days > 365) Warn("retention.server_days", "events are kept over a year");
  if (d_.retention.aggregate_days < d_.retention.server_days) {
    Note("retention.aggregate_days", "aggregates go before the events they are made of");
  }
  if (d_.pseudonym_period_days > 92) {
    Warn("pseudonym_period_days", "over a quarter: work can be linked to a person for long");
  }
}

void Linter::Applications() {
  const ApplicationPolicy& apps = d_.applications;
  if (!apps.default_allow && apps.allow.empty()) {
    Wrong("applications.allow", "is empty while the default is deny: nothing is recorded");
  }
  if (apps.default_allow && apps.deny.empty()) {
    Warn("applications", "every application is recorded: nothing is denied");
  }
  if (apps.default_allow && !apps.allow.empty()) {
    Note("applications.allow", "has no effect while the default is allow");
  }
  for (size_t i = 0; i < apps.allow.size(); ++i) {
    const ApplicationRule& rule = apps.allow[i];
    const std::string place = "applications.allow[" + rule.id + "]";
    TooBroad(rule.name, place + ".name");
    TooBroad(rule.executable, place + ".executable");
    for (const ApplicationRule& deny : apps.deny) {
      const bool names = CoversAll(deny.name, rule.name);
      const bool executables = CoversAll(deny.executable, rule.executable);
      if (names && executables) {
        Warn(place, "is dead: applications.deny[" + deny.id + "] covers all of it");
      }
    }
    for (size_t j = 0; j < i; ++j) {
      if (CoversAll(apps.allow[j].name, rule.name) &&
          CoversAll(apps.allow[j].executable, rule.executable)) {
        Note(place, "is shadowed: applications.allow[" + apps.allow[j].id + "] covers all of it");
      }
    }
  }
  for (size_t i = 0; i < apps.deny.size(); ++i) {
    const std::string place = "applications.deny[" + apps.deny[i].id + "]";
    TooBroad(apps.deny[i].name, place + ".name");
    for (size_t j = 0; j < i; ++j) {
      if (CoversAll(apps.deny[j].name, apps.deny[i].name) &&
          CoversAll(apps.deny[j].executable, apps.deny[i].executable)) {
        Note(place, "is shadowed: applications.deny[" + apps.deny[j].id + "] covers all of it");
      }
    }
  }
}

void Linter::Hosts() {
  const HostPolicy& hosts = d_.hosts;
  if (!hosts.default_allow && hosts.allow.empty()) {
    Warn("hosts.allow", "is empty while the default is deny: no web application is recorded");
  }
  if (hosts.default_allow && !hosts.allow.empty()) {
    Note("hosts.allow", "has no effect while the default is allow");
  }
  TooBroad(hosts.allow, "hosts.allow");
  TooBroad(hosts.deny, "hosts.deny");
  for (size_t i = 0; i < hosts.deny.size(); ++i) {
    for (size_t j = 0; j < hosts.deny.size(); ++j) {
      const bool same = Covers(hosts.deny[i], hosts.deny[j]);
      if (i != j && Covers(hosts.deny[j], hosts.deny[i]) && (!same || j < i)) {
        Note("hosts.deny",
             "\"" + hosts.deny[i] + "\" is shadowed: \"" + hosts.deny[j] + "\" covers all of it");
        break;
      }
    }
  }
  for (const std::string& host : hosts.allow) {
    if (CoversAll(hosts.deny, {host}))
      Warn("hosts.allow", "\"" + host + "\" is dead: it is denied");
  }
}

void Linter::Windows() {
  const auto check = [this](const std::vector<WindowRule>& rules, const std::string& list) {
    for (const WindowRule& rule : rules) {
      if (rule.scope.application.empty())
        TooBroad(rule.scope.title, list + "[" + rule.id + "].title");
    }
  };
  for (const WindowRule& rule : d_.denied_windows) {
    const bool everywhere =
        CoversAll(rule.scope.application, {"*"}) || rule.scope.application.empty();
    if (everywhere && rule.role.empty() && CoversAll(rule.scope.title, {"*"}) &&
        !rule.scope.title.empty()) {
      Wrong("windows.deny[" + rule.id + "]", "denies every window: nothing is recorded");
    }
  }
  check(d_.denied_windows, "windows.deny");
  check(d_.private_windows, "windows.private");
  if (d_.private_windows.empty()) {
    Warn("windows.private", "private windows of browsers are told by nothing but the source");
  }
}

std::vector<TextField> FieldsOf(const FieldRule& rule) {
  if (!rule.fields.empty()) return rule.fields;
  return {TextField::kElementName, TextField::kElementId, TextField::kElementPath,
          TextField::kDetail};
}

bool HasCondition(const FieldRule& rule) {
  return !rule.scope.application.empty() || !rule.scope.title.empty() || !rule.role.empty() ||
         !rule.label.empty() || !rule.element_id.empty();
}

// `wide` decides every text `narrow` could decide, and at least as strictly.
bool Overrules(const FieldRule& wide, const FieldRule& narrow) {
  const std::vector<TextField> fields = FieldsOf(wide);
  for (const TextField field : FieldsOf(narrow)) {
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) return false;
  }
  return wide.action <= narrow.action &&
         ScopeCovers(wide.scope.application, narrow.scope.application) &&
         ScopeCovers(wide.scope.title, narrow.scope.title) && ScopeCovers(wide.role, narrow.role) &&
         ScopeCovers(wide.label, narrow.label) && ScopeCovers(wide.element_id, narrow.element_id);
}

void Linter::Fields() {
  for (size_t i = 0; i < d_.field_rules.size(); ++i) {
    const FieldRule& rule = d_.field_rules[i];
    const std::string place = "fields.rules[" + rule.id + "]";
    if (rule.action == FieldAction::kAllow && !HasCondition(rule)) {
      Warn(place, "allows these texts everywhere: persons, places and organisations stay in them");
    }
    for (size_t j = 0; j < d_.field_rules.size(); ++j) {
      const FieldRule& other = d_.field_rules[j];
      const bool earlier = j < i || other.action < rule.action;
      if (i != j && earlier && Overrules(other, rule)) {
        Warn(place,
             "is shadowed: fields.rules[" + other.id + "] is as strict and covers all of it");
      }
    }
    const std::vector<TextField> fields = FieldsOf(rule);
    const bool same = std::all_of(fields.begin(), fields.end(), [&](TextField field) {
      return d_.field_defaults[static_cast<size_t>(field)] == rule.action;
    });
    if (same && d_.field_rules.size() == 1) Note(place, "has no effect: the defaults say the same");
  }
  for (int i = 0; i < kTextFieldCount; ++i) {
    const auto field = static_cast<TextField>(i);
    const bool content = field == TextField::kWindowTitle || field == TextField::kDocument ||
                         field == TextField::kElementName || field == TextField::kDetail;
    if (content && d_.field_defaults[static_cast<size_t>(i)] == FieldAction::kAllow) {
      Warn("fields.defaults." + std::string(TextFieldName(field)),
           "persons, places and organisations stay in every such text");
    }
  }
}

// The template's text with a word in each slot, which the template itself fits.
std::string Specimen(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    if ((text[i] == '{' || text[i] == '}') && doubled) {
      out += text[i++];
    } else if (text[i] == '{') {
      out += "specimen";
      i = text.find('}', i);
    } else {
      out += text[i];
    }
  }
  return out;
}

void Linter::Titles() {
  for (size_t i = 0; i < d_.titles.size(); ++i) {
    if (d_.titles[i].text.find(":detect}") != std::string::npos) {
      Note("titles[" + d_.titles[i].id + "]",
           "keeps the text of a slot for the detectors: what they do not recognise leaves");
    }
    for (size_t j = 0; j < i; ++j) {
      const TitleRule& earlier = d_.titles[j];
      if (!ScopeCovers(earlier.scope.application, d_.titles[i].scope.application) ||
          !ScopeCovers(earlier.scope.title, d_.titles[i].scope.title)) {
        continue;
      }
      const Result<TextTemplate> text = TextTemplate::Parse(earlier.text);
      if (text.ok() && text->Apply(Specimen(d_.titles[i].text))) {
        Warn("titles[" + d_.titles[i].id + "]",
             "is shadowed: titles[" + earlier.id + "] stands before it and fits the same titles");
      }
    }
  }
}

void Linter::Urls() {
  if (!d_.urls.generalize_ids) {
    Warn("urls.generalize_ids", "off: numbers of customers and documents stay in paths");
  }
  const std::set<std::string> risky = {"id",      "q",     "query", "search",   "user",
                                       "name",    "email", "mail",  "token",    "key",
                                       "session", "sid",   "code",  "customer", "phone"};
  for (const std::string& name : d_.urls.keep_parameters) {
    if (risky.count(FoldCase(name)) != 0) {
      Warn("urls.keep_parameters", "\"" + name + "\" often holds personal data or a secret");
    }
  }
}

void Linter::Detectors() {
  for (int i = 0; i < kFindingTypeCount; ++i) {
    const DetectorRule& rule = d_.detectors[static_cast<size_t>(i)];
    const std::string place =
        "detectors." + std::string(FindingTypeName(static_cast<FindingType>(i)));
    if (!rule.enabled) Warn(place, "is switched off: such data stays");
    if (rule.enabled && rule.threshold > 0.9)
      Warn(place, "a threshold over 0.9 finds next to nothing");
  }
  for (const CustomDetector& rule : d_.custom_detectors) {
    const std::string place = "custom_detectors[" + rule.id + "]";
    if (rule.must_match.size() < 2 || rule.must_not_match.size() < 2) {
      Note(place, "two examples of each kind prove more than one");
    }
  }
}

void Linter::Dictionaries() {
  std::set<std::string> seen;
  for (const TermDictionary& rule : d_.dictionaries) {
    const std::string place = "dictionaries[" + rule.id + "]";
    size_t doubled = 0;
    for (const std::string& term : rule.terms) {
      if (Letters(term) < kMinLetters)
        Warn(place, "\"" + term + "\" is so short that it hits much");
      if (!seen.insert(FoldCase(term)).second) ++doubled;
    }
    if (doubled > 0) Note(place, std::to_string(doubled) + " terms stand twice");
  }
}

void Linter::Exceptions() {
  for (const DetectionException& rule : d_.exceptions) {
    const std::string place = "exceptions[" + rule.id + "]";
    if (rule.expires_us <= now_us_) {
      Warn(place, "is dead: it expired");
    } else if (rule.expires_us - now_us_ > 366 * kDayUs) {
      Warn(place, "lasts over a year");
    }
  }
}

}  // namespace

std::string_view LintLevelName(LintLevel level) {
  constexpr std::string_view kNames[] = {"note", "warning", "error"};
  return kNames[static_cast<size_t>(level)];
}

std::vector<LintFinding> LintPolicy(const PolicyDocument& document, int64_t now_us) {
  return Linter(document, now_us).Run();
}

}  // namespace adit
