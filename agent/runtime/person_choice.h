// PersonChoice: what the person at this computer decided: information, consent, pause.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/status.h"
#include "common/io/file_system.h"
#include "privacy/policy/policy_document.h"

namespace adit {

enum class Consent : uint8_t {
  kNone = 0,
  kInformed = 1,   // the information was shown
  kGiven = 2,      // acknowledged or agreed
  kWithdrawn = 3,  // recording stays off until it is given again
};
[[nodiscard]] std::string_view ConsentName(Consent consent);

inline constexpr int64_t kPausedUntilResumed = INT64_MAX;

struct PersonChoice {
  Consent consent = Consent::kNone;
  int64_t consent_us = 0;               // when
  uint64_t consent_policy_version = 0;  // for which version of the policy
  int64_t paused_since_us = 0;          // 0: not paused
  int64_t paused_until_us = 0;          // wall time, or kPausedUntilResumed
};

enum class RecordingState : uint8_t { kRecording, kPaused, kNeedsConsent, kNotInForce };
[[nodiscard]] std::string_view RecordingStateName(RecordingState state);

// Withdrawn consent and a pause hold under every policy. A pause that ran out counts as none.
[[nodiscard]] RecordingState MayRecord(const PersonChoice& choice, const PolicyDocument& policy,
                                       int64_t now_us);

// Begins or prolongs a pause; minutes 0 means as long as the policy allows. kPermissionDenied when
// the policy grants no pause, kInvalidArgument when it is longer than the policy allows.
[[nodiscard]] Status Pause(PersonChoice& choice, const PolicyDocument& policy, int minutes,
                           int64_t now_us);

// A file in the state directory; a missing one is the default, a damaged one an error (a pause must
// not be forgotten).
[[nodiscard]] Result<PersonChoice> LoadPersonChoice(FileSystem& files, const std::string& path);
[[nodiscard]] Status SavePersonChoice(FileSystem& files, const std::string& path,
                                      const PersonChoice& choice);

}  // namespace adit
