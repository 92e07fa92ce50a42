// TextMasker: detection, masking and rescan of one text, failing closed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/crypto/hash.h"
#include "privacy/detect/detector_set.h"
#include "privacy/policy/policy.h"

namespace adit {

// Names this machine and its user are known by; they are masked wherever they stand.
struct MachineIdentity {
  std::vector<std::string> user_names;  // login and full name
  std::vector<std::string> host_names;
  std::shared_ptr<const DirectoryTerms> directory;  // people of the organisation; may be null
};

// Why a whole value was masked.
enum class WholeMaskReason : uint8_t {
  kNone,
  kInvalidText,  // not UTF-8
  kTooLong,
  kDetector,     // a detector or custom pattern gave up
  kResidue,      // the masked text still held a finding
  kTimeOut,      // it took longer than kMaxMaskMicros
};

struct MaskedText {
  std::string text;
  std::vector<Finding> findings;  // disjoint, sorted; offsets in the input
  WholeMaskReason whole = WholeMaskReason::kNone;
  bool excepted = false;  // an exception of the policy was used: valid for this moment only
};

struct MaskRequest {
  DetectContext context;
  // FieldAction::kAllow: persons, places and organisations stay.
  bool certain_types_only = false;
  int64_t wall_us = 0;  // for exceptions that expire
};

// Some 64 KiB take a few milliseconds, so whatever takes this long is stuck. Far above the pauses of a
// busy machine: what is masked must not depend on how busy it is.
inline constexpr int64_t kMaxMaskMicros = 5'000'000;

// One a thread.
class TextMasker {
 public:
  // `long_numbers`: also mask runs of six digits and more as "<NUMBER>". The clock must outlive it.
  TextMasker(std::shared_ptr<const Policy> policy, const MachineIdentity& identity, bool long_numbers,
             Clock& clock = SystemClock());

  // Findings above their thresholds are replaced in the policy's styles, then the result is searched
  // again: a finding left in it masks the whole value. So is a text that is not UTF-8, longer than
  // `max_bytes`, that a detector gave up on, or that took too long.
  [[nodiscard]] MaskedText Mask(std::string_view text, const MaskRequest& request,
                                const crypto::HashKey* pseudonym_key,
                                size_t max_bytes = kMaxDetectBytes);

 private:
  // False: a detector gave up.
  [[nodiscard]] bool FindAll(std::string_view text, const MaskRequest& request,
                             std::vector<Finding>& findings, bool& excepted);

  Clock& clock_;
  const std::shared_ptr<const Policy> policy_;
  DetectorSet detectors_;
  std::vector<Finding> residue_;
  std::vector<Finding> custom_;
};

}  // namespace adit
