// Masked events for tests below the scrub step.
//
// The real Scrubber lives in privacy/scrub; programs that use this stand-in must not link it. It is the
// one class MaskedEvent knows, which is the point: nothing else can make one.
#pragma once

#include "privacy/mask/masked_event.h"

namespace adit {

class Scrubber {
 public:
  [[nodiscard]] static MaskedEvent Pass(EventRecord record) { return MaskedEvent(std::move(record)); }
};

}  // namespace adit
