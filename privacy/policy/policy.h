// Policy: a valid, compiled policy document and the decisions it makes.
//
// Precedence, fixed: drop > deny > field rule > detector > template > allow. The scrub step asks
// DecideEvent once an event and DecideText once a text; detectors (built by privacy/detect) run on
// whatever text remains, and their findings are masked even inside a template's constant text.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/event/action_type.h"
#include "privacy/detect/finding.h"
#include "privacy/policy/policy_document.h"

namespace adit {

// Index of a rule, for counting and explaining; see Policy::RuleName.
using RuleIndex = uint16_t;

// What becomes of an event as a whole.
enum class EventVerdict : uint8_t {
  kRecord = 0,  // its texts are decided one by one
  kExistence =
      1,      // action, times, session and sequence number stay; texts, value class and sizes go
  kDrop = 2,  // counted, then nothing
};

struct EventDecision {
  EventVerdict verdict = EventVerdict::kDrop;
  RuleIndex rule = 0;
};

// What a decision is taken from. Views are read during the call only.
struct PolicySubject {
  ActionType action = ActionType::kUnknown;
  int64_t wall_us = 0;
  bool secret = false;  // password field or private window, as the source saw it
  std::string_view app_name;
  std::string_view app_executable;
  std::string_view window_title;
  std::string_view window_role;
  std::string_view document;
  std::string_view element_role;
  std::string_view element_name;
  std::string_view element_id;
};

// A subject's application and title as rules compare them; made once for all questions about it.
struct FoldedSubject {
  explicit FoldedSubject(const PolicySubject& subject);
  std::string app_name;
  std::string app_executable;
  std::string title;
};

// What DecideSubject looks at in an action.
enum class SubjectKind : uint8_t { kWindowless, kArrival, kOther };
[[nodiscard]] SubjectKind SubjectKindOf(ActionType action);

struct TextDecision {
  FieldAction action = FieldAction::kDrop;
  RuleIndex rule = 0;
  // The text to go on with: after a template or URL reduction; empty for kDrop, "<MASKED>" for
  // kMask. Detectors still have to run on it when `action` is kTemplate, kDetect or kAllow.
  std::string text;
};

// Immutable after construction; threads: any.
class Policy {
 public:
  // Compiles templates and patterns and runs the examples of each custom detector: one that fails
  // its own examples makes the whole policy invalid.
  [[nodiscard]] static Result<std::shared_ptr<const Policy>> Compile(PolicyDocument document);
  // Reads and compiles; `source` names the text in messages.
  [[nodiscard]] static Result<std::shared_ptr<const Policy>> FromJson(std::string_view text,
                                                                      std::string_view source);
  // The policy built into the program (default_policy.json).
  [[nodiscard]] static std::shared_ptr<const Policy> Default();

  ~Policy();
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  [[nodiscard]] const PolicyDocument& document() const { return document_; }
  [[nodiscard]] uint64_t version() const { return document_.version; }
  // Not yet valid or expired: record nothing.
  [[nodiscard]] bool InForceAt(int64_t wall_us) const;
  // True when the policy applies to agents of this group.
  [[nodiscard]] bool AppliesToGroup(std::string_view group) const;

  // Events without a window (idle, lock, gap, degradation) are recorded whatever the application.
  // DecideTime, and when that says kRecord, DecideSubject.
  [[nodiscard]] EventDecision DecideEvent(const PolicySubject& subject) const;
  // Validity and working hours; cheap, to be asked for every event.
  [[nodiscard]] EventDecision DecideTime(int64_t wall_us) const;
  // Everything else: depends on nothing but SubjectKindOf(action), `secret`, application, window
  // and document of the subject, so it can be remembered.
  [[nodiscard]] EventDecision DecideSubject(const PolicySubject& subject) const {
    return DecideSubject(subject, FoldedSubject(subject));
  }
  // REQUIRES: `folded` is that of `subject`.
  [[nodiscard]] EventDecision DecideSubject(const PolicySubject& subject,
                                            const FoldedSubject& folded) const;
  // Depends on nothing but its arguments, without the subject's time. REQUIRES: DecideSubject said
  // kRecord.
  // `key`: the period's, for slots that are linked; without it they never are.
  [[nodiscard]] TextDecision DecideText(const PolicySubject& subject, TextField field,
                                        std::string_view text,
                                        const crypto::HashKey* key = nullptr) const {
    return DecideText(subject, FoldedSubject(subject), field, text, key);
  }
  // REQUIRES: `folded` is that of `subject`.
  [[nodiscard]] TextDecision DecideText(const PolicySubject& subject, const FoldedSubject& folded,
                                        TextField field, std::string_view text,
                                        const crypto::HashKey* key) const;

  // Of the subject, DecideText always looks at the application; at the window's title and at role,
  // name and id of the element only when this says so.
  [[nodiscard]] bool LooksAtTitle(TextField field) const;
  [[nodiscard]] bool LooksAtElement(TextField field) const;

  [[nodiscard]] const DetectorRule& detector(FindingType type) const {
    return document_.detectors[static_cast<size_t>(type)];
  }
  // Appends what custom detectors and dictionaries find; `Finding::detector` is the RuleIndex.
  // False when an engine gave up: the caller masks the whole value.
  [[nodiscard]] bool FindCustom(std::string_view text, std::vector<Finding>& findings) const;
  // Style for a finding of FindCustom (by its rule) or of a detector (by its type).
  [[nodiscard]] MaskStyle StyleOf(const Finding& finding, bool custom) const;
  // An exception in force covers this finding's text.
  [[nodiscard]] bool IsExcepted(FindingType type, std::string_view text, int64_t wall_us) const;

  // "applications.deny[password-managers]", "fields.defaults.window_title", "expired".
  [[nodiscard]] const std::string& RuleName(RuleIndex rule) const { return rule_names_[rule]; }
  [[nodiscard]] size_t rule_count() const { return rule_names_.size(); }

 private:
  struct Compiled;
  explicit Policy(PolicyDocument document);
  [[nodiscard]] Status NameRules();
  [[nodiscard]] Status CompileRules();

  const PolicyDocument document_;
  std::vector<std::string> rule_names_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace adit
