// Working hours: whether a moment lies inside a policy's recording hours.
#pragma once

#include <cstdint>

#include "privacy/policy/policy_document.h"

namespace adit {

// True when the policy sets no hours. Local time follows the machine's zone with its daylight
// saving unless the policy names a fixed offset.
[[nodiscard]] bool IsWithinHours(const WorkingHours& hours, int64_t wall_us);

}  // namespace adit
