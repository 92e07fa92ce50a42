#include "privacy/policy/policy_render.h"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "common/base/time_text.h"
#include "privacy/policy/render_phrases.h"

namespace adit {
namespace {

std::string Fill(std::string_view pattern, const std::string& first, const std::string& second) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool value = pattern[i] == '%' && i + 1 < pattern.size();
    if (value && pattern[i + 1] == '1') {
      out += first;
      ++i;
    } else if (value && pattern[i + 1] == '2') {
      out += second;
      ++i;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

std::string Join(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

std::string Clock(int minute) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
  return text;
}

constexpr std::string_view kDetectSlot = ":detect";

bool HasDetectSlot(const std::string& pattern) {
  return pattern.find(std::string(kDetectSlot) + "}") != std::string::npos;
}

// "Invoice {number} - ERP" as it leaves the computer: "Invoice <number> - ERP". Slots that keep their
// text for the detectors stand in brackets of their own: "{subject:detect}" is "[subject]".
std::string Shown(const std::string& pattern) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const size_t close = pattern.find('}', i);
    if (pattern[i] == '{' && close != std::string::npos) {
      const std::string slot = pattern.substr(i + 1, close - i - 1);
      if (slot.size() > kDetectSlot.size() && slot.ends_with(kDetectSlot)) {
        out += "[" + slot.substr(0, slot.size() - kDetectSlot.size()) + "]";
        i = close;
        continue;
      }
    }
    const bool doubled = i + 1 < pattern.size() && pattern[i + 1] == pattern[i];
    if ((pattern[i] == '{' || pattern[i] == '}') && doubled) {
      out += pattern[i++];
    } else {
      out += pattern[i] == '{' ? '<' : pattern[i] == '}' ? '>' : pattern[i];
    }
  }
  return out;
}

class Renderer {
 public:
  Renderer(const PolicyDocument& document, RenderLanguage language)
      : d_(document), language_(language) {}

  std::string Agreement() {
    Heading(1, Say(Phrase::kPolicyVersion, d_.id, std::to_string(d_.version)));
    if (!d_.title.empty()) Paragraph(d_.title);
    Validity();
    Section(Phrase::kNeverTitle);
    Paragraph(Say(Phrase::kNever));
    Purpose();
    Section(Phrase::kInformationTitle);
    Paragraph("> " + d_.legal.information);
    Applications();
    Hosts();
    Windows();
    Hours();
    Texts();
    Detection();
    Retention();
    Rights();
    return std::move(out_);
  }

  std::string Assessment() {
    Heading(1, Say(Phrase::kAssessmentTitle));
    Paragraph(Say(Phrase::kPolicyVersion, d_.id, std::to_string(d_.version)));
    Section(Phrase::kAssessmentDescription);
    Paragraph(Say(Phrase::kRecordCategoriesText));
    Validity();
    Purpose();
    Applications();
    Hosts();
    Windows();
    Hours();
    Section(Phrase::kAssessmentNecessity);
    Paragraph(Say(Phrase::kAssessmentNecessityText));
    Section(Phrase::kAssessmentRisks);
    Paragraph(Say(Phrase::kAssessmentRisksText));
    Section(Phrase::kAssessmentMeasures);
    Paragraph(Say(Phrase::kNever));
    Paragraph(Say(Phrase::kRecordSecurityText));
    Texts();
    Detection();
    Retention();
    Rights();
    Paragraph("**" + Say(Phrase::kAssessmentOpen) + "**");
    return std::move(out_);
  }

  std::string Record() {
    Heading(1, Say(Phrase::kRecordTitle));
    Section(Phrase::kRecordController);
    Paragraph(OrOpen(d_.legal.controller));
    Section(Phrase::kRecordPurposes);
    for (const std::string& purpose : d_.legal.purpose) Bullet(purpose);
    Bullet(Say(Phrase::kBasis, d_.legal.basis));
    End();
    Section(Phrase::kRecordSubjects);
    Paragraph(Say(Phrase::kRecordSubjectsText) + (d_.groups.empty() ? "" : " " + Join(d_.groups)));
    Section(Phrase::kRecordCategories);
    Paragraph(Say(Phrase::kRecordCategoriesText));
    Section(Phrase::kRecordRecipients);
    Paragraph(Say(Phrase::kRecordRecipientsText));
    Section(Phrase::kRecordTransfers);
    Paragraph(Say(Phrase::kRecordTransfersText));
    Section(Phrase::kRecordErasure);
    RetentionBullets();
    Section(Phrase::kRecordSecurity);
    Paragraph(Say(Phrase::kRecordSecurityText));
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string Say(Phrase phrase, const std::string& first = "",
                                const std::string& second = "") const {
    return Fill(PhraseIn(phrase, language_), first, second);
  }
  [[nodiscard]] std::string OrOpen(const std::string& text) const {
    return text.empty() ? Say(Phrase::kUndecided) : text;
  }
  void Heading(int level, const std::string& text) {
    out_ += std::string(static_cast<size_t>(level), '#') + " " + text + "\n\n";
  }
  void Section(Phrase title) { Heading(2, Say(title)); }
  void Paragraph(const std::string& text) { out_ += text + "\n\n"; }
  void Bullet(const std::string& text) { out_ += "- " + text + "\n"; }
  void End() { out_ += "\n"; }

  void Validity() {
    if (d_.valid_from_us != 0) Bullet(Say(Phrase::kValidFrom, FormatTime(d_.valid_from_us)));
    Bullet(Say(Phrase::kValidUntil, FormatTime(d_.expires_us)));
    Bullet(d_.groups.empty() ? Say(Phrase::kForAll) : Say(Phrase::kForGroups, Join(d_.groups)));
    End();
  }

  void Purpose() {
    Section(Phrase::kPurposeTitle);
    for (const std::string& purpose : d_.legal.purpose) Bullet(Say(Phrase::kPurpose, purpose));
    Bullet(Say(Phrase::kBasis, d_.legal.basis));
    Bullet(Say(Phrase::kController, OrOpen(d_.legal.controller)));
    Bullet(Say(Phrase::kAgreement, OrOpen(d_.legal.agreement)));
    Bullet(Say(Phrase::kAssessment, OrOpen(d_.legal.impact_assessment)));
    End();
  }

  void ApplicationList(Phrase title, const std::vector<ApplicationRule>& rules) {
    if (rules.empty()) return;
    Paragraph(Say(title));
    for (const ApplicationRule& rule : rules) {
      std::vector<std::string> all = rule.name;
      all.insert(all.end(), rule.executable.begin(), rule.executable.end());
      Bullet("**" + rule.id + "**" + (rule.reason.empty() ? "" : " (" + rule.reason + ")") + ": " +
             Join(all));
    }
    End();
  }

  void Applications() {
    Section(Phrase::kAppsTitle);
    Paragraph(Say(d_.applications.default_allow ? Phrase::kAppsAllow : Phrase::kAppsDeny));
    if (!d_.applications.default_allow) ApplicationList(Phrase::kAppsListed, d_.applications.allow);
    ApplicationList(Phrase::kAppsDenied, d_.applications.deny);
    Paragraph(Say(d_.applications.denied_leaves_existence ? Phrase::kLeavesExistence
                                                          : Phrase::kLeavesNothing));
  }

  void Hosts() {
    Section(Phrase::kHostsTitle);
    Paragraph(Say(d_.hosts.default_allow ? Phrase::kHostsAllow : Phrase::kHostsDeny));
    if (!d_.hosts.default_allow) Bullet(Say(Phrase::kHostsAllowed, Join(d_.hosts.allow)));
    if (!d_.hosts.deny.empty()) Bullet(Say(Phrase::kHostsDenied, Join(d_.hosts.deny)));
    End();
  }

  void WindowList(Phrase title, const std::vector<WindowRule>& rules) {
    if (rules.empty()) return;
    Paragraph(Say(title));
    for (const WindowRule& rule : rules) {
      std::vector<std::string> all = rule.scope.title;
      all.insert(all.end(), rule.role.begin(), rule.role.end());
      Bullet("**" + rule.id + "**" + (rule.reason.empty() ? "" : " (" + rule.reason + ")") + ": " +
             Join(all) + Where(rule.scope.application));
    }
    End();
  }

  [[nodiscard]] std::string Where(const std::vector<std::string>& scope) const {
    return scope.empty() ? "" : " – " + Say(Phrase::kOnly, Join(scope));
  }

  void Windows() {
    if (d_.private_windows.empty() && d_.denied_windows.empty()) return;
    Section(Phrase::kWindowsTitle);
    WindowList(Phrase::kPrivateWindows, d_.private_windows);
    WindowList(Phrase::kDeniedWindows, d_.denied_windows);
  }

  void Hours() {
    Section(Phrase::kHoursTitle);
    if (d_.hours.days == 0) {
      Paragraph(Say(Phrase::kHoursAlways));
      return;
    }
    std::vector<std::string> days;
    for (int day = 0; day < 7; ++day) {
      if ((d_.hours.days >> day & 1) != 0) days.emplace_back(WeekdayIn(day, language_));
    }
    Paragraph(Say(Phrase::kHours, Join(days),
                  Clock(d_.hours.from_minute) + "–" + Clock(d_.hours.until_minute)));
  }

  [[nodiscard]] std::string Action(FieldAction action) const {
    constexpr Phrase kActions[] = {Phrase::kActionDrop, Phrase::kActionMask,
                                   Phrase::kActionTemplate, Phrase::kActionDetect,
                                   Phrase::kActionAllow};
    return Say(kActions[static_cast<size_t>(action)]);
  }

  void FieldRuleBullet(const FieldRule& rule) {
    std::vector<std::string> fields;
    for (const TextField field : rule.fields) fields.emplace_back(FieldIn(field, language_));
    if (fields.empty()) {
      for (const TextField field : {TextField::kElementName, TextField::kElementId,
                                    TextField::kElementPath, TextField::kDetail}) {
        fields.emplace_back(FieldIn(field, language_));
      }
    }
    std::string where = Where(rule.scope.application) + Where(rule.scope.title) + Where(rule.role) +
                        Where(rule.label) + Where(rule.element_id);
    if (where.empty()) where = " – " + Say(Phrase::kEverywhere);
    Bullet("**" + rule.id + "**: " + Join(fields) + " " + Action(rule.action) + where);
  }

  void Texts() {
    Section(Phrase::kTextsTitle);
    Paragraph(Say(Phrase::kTextsIntro));
    for (int i = 0; i < kTextFieldCount; ++i) {
      Bullet(std::string(FieldIn(static_cast<TextField>(i), language_)) + " " +
             Action(d_.field_defaults[static_cast<size_t>(i)]));
    }
    End();
    if (!d_.field_rules.empty()) {
      Paragraph(Say(Phrase::kRules));
      for (const FieldRule& rule : d_.field_rules) FieldRuleBullet(rule);
      End();
    }
    if (!d_.titles.empty()) {
      Heading(3, Say(Phrase::kTemplates));
      Paragraph(Say(Phrase::kTemplatesIntro));
      for (const TitleRule& rule : d_.titles) {
        Bullet("`" + Shown(rule.text) + "`" + Where(rule.scope.application) +
               Where(rule.scope.title));
      }
      End();
      if (std::any_of(d_.titles.begin(), d_.titles.end(),
                      [](const TitleRule& rule) { return HasDetectSlot(rule.text); })) {
        Paragraph(Say(Phrase::kDetectSlots));
      }
    }
    Paragraph(Say(Phrase::kUrls));
    if (!d_.urls.keep_parameters.empty()) {
      Paragraph(Say(Phrase::kUrlParameters, Join(d_.urls.keep_parameters)));
    }
    for (const UrlPolicy::Template& rule : d_.urls.templates) Bullet("`" + Shown(rule.text) + "`");
    if (!d_.urls.templates.empty()) End();
  }

  void Detection() {
    Section(Phrase::kDetectTitle);
    std::vector<std::string> off;
    for (int i = 0; i < kFindingTypeCount; ++i) {
      const auto type = static_cast<FindingType>(i);
      const DetectorRule& rule = d_.detectors[static_cast<size_t>(i)];
      if (type == FindingType::kCustom) continue;
      if (!rule.enabled) {
        off.emplace_back(TypeIn(type, language_));
      } else {
        Bullet(std::string(TypeIn(type, language_)) + ": " +
               std::string(StyleIn(rule.style, language_)));
      }
    }
    End();
    Paragraph(Say(Phrase::kDetectIntro));
    if (!off.empty()) Paragraph("**" + Say(Phrase::kDetectOff, Join(off)) + "**");
    if (!d_.custom_detectors.empty()) Paragraph(Say(Phrase::kCustom));
    for (const CustomDetector& rule : d_.custom_detectors) {
      Bullet("**" + rule.id + "**: `" + rule.pattern + "`, " +
             std::string(StyleIn(rule.style, language_)));
    }
    if (!d_.custom_detectors.empty()) End();
    if (!d_.dictionaries.empty()) Paragraph(Say(Phrase::kDictionaries));
    for (const TermDictionary& rule : d_.dictionaries) {
      Bullet(Say(Phrase::kTerms, rule.id, std::to_string(rule.terms.size())) + ", " +
             std::string(StyleIn(rule.style, language_)));
    }
    if (!d_.dictionaries.empty()) End();
    if (!d_.exceptions.empty()) Paragraph(Say(Phrase::kExceptions));
    for (const DetectionException& rule : d_.exceptions) {
      Bullet(Join(rule.text) + " (" + rule.reason + "), " +
             Say(Phrase::kUntil, FormatTime(rule.expires_us)));
    }
    if (!d_.exceptions.empty()) End();
  }

  void RetentionBullets() {
    Bullet(Say(Phrase::kKeepSpool, std::to_string(d_.retention.spool_hours)));
    Bullet(Say(Phrase::kKeepServer, std::to_string(d_.retention.server_days)));
    Bullet(Say(Phrase::kKeepAggregate, std::to_string(d_.retention.aggregate_days)));
    End();
  }

  void Retention() {
    Section(Phrase::kKeepTitle);
    RetentionBullets();
    Section(Phrase::kGroupTitle);
    Bullet(Say(Phrase::kGroup, std::to_string(d_.minimum_group_size)));
    Bullet(Say(Phrase::kPseudonyms, std::to_string(d_.pseudonym_period_days)));
    if (d_.link_slots) Bullet(Say(Phrase::kLinkedSlots));
    End();
  }

  void Rights() {
    Section(Phrase::kRightsTitle);
    constexpr Phrase kConsents[] = {Phrase::kConsentInform, Phrase::kConsentAcknowledge,
                                    Phrase::kConsentOptIn};
    Bullet(Say(kConsents[static_cast<size_t>(d_.consent)]));
    const UserRights& rights = d_.rights;
    if (!rights.pause) {
      Bullet(Say(Phrase::kNoPause));
    } else if (rights.max_pause_minutes == 0) {
      Bullet(Say(Phrase::kPauseUnlimited));
    } else {
      Bullet(Say(Phrase::kPause, std::to_string(rights.max_pause_minutes)));
    }
    Bullet(rights.delete_last_minutes == 0
               ? Say(Phrase::kNoForget)
               : Say(Phrase::kForget, std::to_string(rights.delete_last_minutes)));
    Bullet(Say(Phrase::kSee));
    End();
  }

  const PolicyDocument& d_;
  const RenderLanguage language_;
  std::string out_;
};

}  // namespace

std::optional<RenderLanguage> ParseRenderLanguage(std::string_view code) {
  if (code == "en") return RenderLanguage::kEnglish;
  if (code == "de") return RenderLanguage::kGerman;
  if (code == "fr") return RenderLanguage::kFrench;
  return std::nullopt;
}

std::optional<RenderKind> ParseRenderKind(std::string_view name) {
  if (name == "agreement") return RenderKind::kAgreement;
  if (name == "assessment") return RenderKind::kAssessment;
  if (name == "record") return RenderKind::kRecord;
  return std::nullopt;
}

std::string RenderPolicy(const PolicyDocument& document, RenderLanguage language, RenderKind kind) {
  Renderer renderer(document, language);
  switch (kind) {
    case RenderKind::kAssessment:
      return renderer.Assessment();
    case RenderKind::kRecord:
      return renderer.Record();
    case RenderKind::kAgreement:
      break;
  }
  return renderer.Agreement();
}

}  // namespace adit
