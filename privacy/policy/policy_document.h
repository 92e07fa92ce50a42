// PolicyDocument: what a policy file says, as values; docs/formats/policy.md describes each key.
//
// A document is read by policy_json.h, compiled into a Policy (policy.h), and signed as text
// (signed_policy.h). Nothing here decides anything.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "privacy/detect/finding.h"
#include "privacy/mask/mask_style.h"

namespace adit {

// The texts of a UiEvent, by the names policies and docs/formats/events.md use.
enum class TextField : uint8_t {
  kAppName,
  kAppVersion,
  kAppExecutable,
  kWindowTitle,
  kWindowRole,
  kDocument,
  kElementRole,
  kElementName,
  kElementId,
  kElementPath,
  kDetail,
  kContent,
};
inline constexpr int kTextFieldCount = 12;
// "app_name", "window_title", …
[[nodiscard]] std::string_view TextFieldName(TextField field);
[[nodiscard]] std::optional<TextField> ParseTextField(std::string_view name);

// What happens to one text. Ordered from the strictest.
enum class FieldAction : uint8_t {
  kDrop = 0,      // the text becomes empty
  kMask = 1,      // the text becomes "<MASKED>"
  kTemplate = 2,  // only what a title or URL template of this policy trusts stays, else as kMask
  kDetect = 3,    // a template where one fits, then detectors; what they find is masked
  kAllow = 4,     // as kDetect, but detectors without a check digit or a format of their own
                  // (persons, places, organisations) stay quiet
};
[[nodiscard]] std::string_view FieldActionName(FieldAction action);
[[nodiscard]] std::optional<FieldAction> ParseFieldAction(std::string_view name);

// Where a rule applies; an empty list is "everywhere". Globs, see glob.h.
struct RuleScope {
  std::vector<std::string> application;  // against the application's name and its executable
  std::vector<std::string> title;        // against the window title
};

struct ApplicationRule {
  std::string id;
  std::vector<std::string> name;        // globs over the application's name
  std::vector<std::string> executable;  // globs over its executable's base name
  std::string reason;                   // for render
};

struct ApplicationPolicy {
  bool default_allow = false;
  // A switch into a denied application leaves an event without any text ("somewhere else"), so that
  // time is not credited to the wrong window; false: nothing at all.
  bool denied_leaves_existence = true;
  std::vector<ApplicationRule> allow;
  std::vector<ApplicationRule> deny;
};

struct HostPolicy {
  bool default_allow = true;
  std::vector<std::string> allow;  // globs over the host of a document's URL
  std::vector<std::string> deny;
};

struct WindowRule {
  std::string id;
  RuleScope scope;
  std::vector<std::string> role;
  std::string reason;
};

struct WorkingHours {
  // Bit 0 is Monday. Empty (0) means the policy sets no hours.
  uint8_t days = 0;
  int from_minute = 0;         // of the local day, 0 to 1440
  int until_minute = 24 * 60;  // exclusive
  // Nothing: the machine's own zone.
  std::optional<int> utc_offset_minutes;
};

struct FieldRule {
  std::string id;
  std::vector<TextField> fields;  // empty: all texts of the element (name, id, path, detail)
  RuleScope scope;
  std::vector<std::string> role;   // globs over the element's role
  std::vector<std::string> label;  // globs over the element's name
  std::vector<std::string> element_id;
  FieldAction action = FieldAction::kMask;
};

struct TitleRule {
  std::string id;
  RuleScope scope;
  std::string text;  // text_template.h
};

struct UrlPolicy {
  // Path segments that look like identifiers become "<ID>" even without a template.
  bool generalize_ids = true;
  std::vector<std::string> keep_parameters;  // query keys whose values stay; all others go
  struct Template {
    std::string id;
    std::string text;
  };
  std::vector<Template> templates;
};

struct DetectorRule {
  bool enabled = true;
  double threshold = 0.5;  // 0 to 1; findings at or above it are masked
  MaskStyle style = MaskStyle::kPlaceholder;
  std::vector<std::string> context;           // further words that raise the score
  std::vector<std::string> negative_context;  // further words that lower it
};

struct CustomDetector {
  std::string id;
  std::string pattern;  // RE2; bounded repeats up to 64
  FindingType type = FindingType::kCustom;
  MaskStyle style = MaskStyle::kPlaceholder;
  bool case_sensitive = true;
  std::vector<std::string> must_match;      // at least one
  std::vector<std::string> must_not_match;  // at least one
};

struct TermDictionary {
  std::string id;
  FindingType type = FindingType::kCustom;
  MaskStyle style = MaskStyle::kPlaceholder;
  bool case_sensitive = false;
  std::vector<std::string> terms;  // whole words or phrases
};

// Text that is not personal although a detector thinks so. Never covers a type with a check digit
// or a secret.
struct DetectionException {
  std::string id;
  std::vector<std::string> text;   // whole values of the finding, compared without case
  std::vector<FindingType> types;  // at least one
  int64_t expires_us = 0;
  std::string reason;
};

struct RetentionPolicy {
  int spool_hours = 168;
  int server_days = 90;
  int aggregate_days = 730;
};

struct UserRights {
  bool pause = true;
  int max_pause_minutes = 480;   // 0: without limit
  int delete_last_minutes = 15;  // 0: no such right
  bool see_mine = true;
};

enum class ConsentMode : uint8_t {
  kInform = 0,       // recording starts after the information was shown
  kAcknowledge = 1,  // … after the person confirmed that it was read
  kOptIn = 2,        // … after the person agreed, who may withdraw at any time
};

struct LegalRecord {
  std::vector<std::string> purpose;
  std::string basis;  // "GDPR Art. 6(1)(f)", "works agreement of …"
  std::string controller;
  std::string agreement;          // works agreement's reference
  std::string impact_assessment;  // its reference
  std::string information;        // the text shown to those who are recorded
};

struct PolicyDocument {
  std::string id;
  uint64_t version = 0;       // ≥ 1, monotone for one id
  int64_t valid_from_us = 0;  // 0: at once
  int64_t expires_us = 0;     // after this moment nothing is recorded
  std::string title;
  std::vector<std::string> groups;  // globs over the agent's group; empty: all
  LegalRecord legal;
  ConsentMode consent = ConsentMode::kInform;
  UserRights rights;
  ApplicationPolicy applications;
  HostPolicy hosts;
  std::vector<WindowRule> denied_windows;
  std::vector<WindowRule> private_windows;
  WorkingHours hours;
  std::array<FieldAction, kTextFieldCount> field_defaults = DefaultFieldActions();
  std::vector<FieldRule> field_rules;
  std::vector<TitleRule> titles;
  UrlPolicy urls;
  std::array<DetectorRule, kFindingTypeCount> detectors;
  std::vector<CustomDetector> custom_detectors;
  std::vector<TermDictionary> dictionaries;
  std::vector<DetectionException> exceptions;
  RetentionPolicy retention;
  int minimum_group_size =
      5;  // 2 to 1000; a policy may raise the collector's floor, never lower it
  int pseudonym_period_days = 30;
  // Slots of templates and ids of URLs show as keyed pseudonyms, so that steps on one document or record
  // can be linked inside a period.
  bool link_slots = false;

  // Every text kDetect, developer's identifiers and roles kAllow, clipboard content kDrop after its
  // fingerprint.
  [[nodiscard]] static std::array<FieldAction, kTextFieldCount> DefaultFieldActions();
};

}  // namespace adit
