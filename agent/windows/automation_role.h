// Control types of UI Automation (uiautomationclient.h) as control roles.
#pragma once

#include <cstdint>

#include "agent/capture/desktop_signal.h"

namespace adit {

[[nodiscard]] ControlRole RoleOfAutomation(int32_t control_type);

}  // namespace adit
