// What the second gate looks for under a policy.
#pragma once

#include <cstdint>
#include <memory>

#include "collector/ingest/second_gate.h"
#include "common/base/clock.h"
#include "privacy/policy/policy.h"

namespace adit::cli {

// Detectors, thresholds and words of the policy, what its fields let stay and its exceptions in
// force, so that the gate takes for a finding what endpoints under this policy mask. `clock` must
// outlive the gate.
[[nodiscard]] GateOptions GateOptionsOf(std::shared_ptr<const Policy> policy, uint32_t every,
                                        Clock& clock);

}  // namespace adit::cli
