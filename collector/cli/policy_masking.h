// PolicyMasking: simulated events through the real scrub step, one endpoint a person.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agent/simulate/workforce.h"
#include "common/base/status.h"
#include "common/event/event_record.h"
#include "privacy/policy/policy.h"
#include "privacy/scrub/scrubber.h"

namespace adit::cli {

// Memory grows with the number of people seen. Not thread-safe.
class PolicyMasking {
 public:
  // `name` is a file or "default". The workforce must outlive the masking.
  [[nodiscard]] static Result<std::unique_ptr<PolicyMasking>> Open(
      const std::string& name, const simulate::Workforce& workforce);

  // What would leave the person's machine; nothing when the policy drops the event. The keys follow
  // from the seed, so the same log comes out again.
  [[nodiscard]] std::optional<EventRecord> Mask(const simulate::SimulatedEvent& event);

 private:
  PolicyMasking(std::shared_ptr<const Policy> policy, const simulate::Workforce& workforce)
      : policy_(std::move(policy)), workforce_(workforce) {}

  const std::shared_ptr<const Policy> policy_;
  const simulate::Workforce& workforce_;
  std::map<uint32_t, std::unique_ptr<Scrubber>> endpoints_;
};

}  // namespace adit::cli
