// Roles of Microsoft Active Accessibility (oleacc.h) as control roles.
#pragma once

#include <cstdint>

#include "agent/capture/desktop_signal.h"

namespace adit {

[[nodiscard]] ControlRole RoleOfMsaa(uint32_t role);

}  // namespace adit
