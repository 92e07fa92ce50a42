// The second gate: looks for personal data in events that were masked on the endpoint already.
#pragma once

#include <functional>

#include "common/event/event_record.h"

namespace adit {

// Says how many findings an event's texts have. The agent's masking is the first gate; what this
// finds is an alarm about a policy, not a second masking.
using SecondGate = std::function<size_t(const EventRecord&)>;

// With the detectors of the endpoint at their usual thresholds. For one thread.
[[nodiscard]] SecondGate CreateSecondGate();

}  // namespace adit
