// Policy explanation: which rule decides about an event a person types, and what would be left of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "privacy/policy/policy.h"

namespace adit {

// A place on a screen, as an officer types it.
struct TrialEvent {
  std::string action = "click";
  std::string app;
  std::string executable;
  std::string title;
  std::string window_role;
  std::string document;
  std::string role;
  std::string label;
  std::string element_id;
  bool secret = false;
};

struct TextExplanation {
  TextField field;
  std::string rule;  // that decided the text
  FieldAction action;
  std::vector<std::string>
      findings;       // "person.title at 8-17", offsets in bytes of the decided text
  std::string whole;  // why the whole value was masked; empty when it was not
  std::string result;
};

struct EventExplanation {
  std::string verdict;  // "recorded", "only its existence", "dropped"
  std::string rule;
  std::vector<TextExplanation> texts;  // only of recorded events
};

// kInvalidArgument for an action that is not known.
[[nodiscard]] Result<EventExplanation> ExplainEvent(const std::shared_ptr<const Policy>& policy,
                                                    const TrialEvent& trial, int64_t now_us);

}  // namespace adit
