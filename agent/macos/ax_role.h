// Roles of macOS's accessibility (AXRoleConstants.h) as control roles.
#pragma once

#include <string_view>

#include "agent/macos/ax_port.h"

namespace adit {

[[nodiscard]] ControlRole RoleOfAx(std::string_view role, std::string_view subrole);
[[nodiscard]] bool IsSecureField(const AxElementFacts& facts);
// A window that asks something: a dialog, a sheet.
[[nodiscard]] bool IsDialogSubrole(std::string_view subrole);

}  // namespace adit
