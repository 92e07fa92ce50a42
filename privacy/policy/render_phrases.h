// The phrases of policy_render.cc in three languages.
#pragma once

#include <string_view>

#include "privacy/policy/policy_render.h"

namespace adit {

enum class Phrase : uint8_t {
  kPolicyVersion,
  kValidFrom,
  kValidUntil,
  kForGroups,
  kForAll,
  kNeverTitle,
  kNever,
  kPurposeTitle,
  kPurpose,
  kBasis,
  kController,
  kAgreement,
  kAssessment,
  kInformationTitle,
  kAppsTitle,
  kAppsDeny,
  kAppsAllow,
  kAppsListed,
  kAppsDenied,
  kLeavesExistence,
  kLeavesNothing,
  kHostsTitle,
  kHostsAllow,
  kHostsDeny,
  kHostsAllowed,
  kHostsDenied,
  kWindowsTitle,
  kPrivateWindows,
  kDeniedWindows,
  kHoursTitle,
  kHoursAlways,
  kHours,
  kTextsTitle,
  kTextsIntro,
  kRules,
  kTemplates,
  kTemplatesIntro,
  kDetectSlots,
  kUrls,
  kUrlParameters,
  kActionDrop,
  kActionMask,
  kActionTemplate,
  kActionDetect,
  kActionAllow,
  kDetectTitle,
  kDetectIntro,
  kDetectOff,
  kCustom,
  kDictionaries,
  kTerms,
  kExceptions,
  kUntil,
  kKeepTitle,
  kKeepSpool,
  kKeepServer,
  kKeepAggregate,
  kGroupTitle,
  kGroup,
  kPseudonyms,
  kLinkedSlots,
  kRightsTitle,
  kConsentInform,
  kConsentAcknowledge,
  kConsentOptIn,
  kPause,
  kPauseUnlimited,
  kNoPause,
  kForget,
  kNoForget,
  kSee,
  kOnly,
  kEverywhere,
  kUndecided,
  kAssessmentTitle,
  kAssessmentDescription,
  kAssessmentNecessity,
  kAssessmentNecessityText,
  kAssessmentRisks,
  kAssessmentRisksText,
  kAssessmentMeasures,
  kAssessmentOpen,
  kRecordTitle,
  kRecordController,
  kRecordPurposes,
  kRecordSubjects,
  kRecordSubjectsText,
  kRecordCategories,
  kRecordCategoriesText,
  kRecordRecipients,
  kRecordRecipientsText,
  kRecordTransfers,
  kRecordTransfersText,
  kRecordErasure,
  kRecordSecurity,
  kRecordSecurityText,
  kCount,
};

// With "%1" and "%2" where values go.
[[nodiscard]] std::string_view PhraseIn(Phrase phrase, RenderLanguage language);

// What a text of an event is called.
[[nodiscard]] std::string_view FieldIn(TextField field, RenderLanguage language);
// What a type of personal data is called.
[[nodiscard]] std::string_view TypeIn(FindingType type, RenderLanguage language);
[[nodiscard]] std::string_view StyleIn(MaskStyle style, RenderLanguage language);
// Monday = 0.
[[nodiscard]] std::string_view WeekdayIn(int day, RenderLanguage language);

}  // namespace adit
