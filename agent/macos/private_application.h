// Private applications of macOS: those of which nothing but existence may be told, and which are
// never asked for their elements.
#pragma once

#include "agent/macos/ax_port.h"

namespace adit {

// Browsers (their private windows cannot be told from others, and asking would switch their
// accessibility on), the logon and consent programs, password managers, and programs without a
// bundle identifier.
[[nodiscard]] bool IsPrivateApplication(const AxApplication& application);

}  // namespace adit
