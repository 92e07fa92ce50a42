// Private windows of Windows: those of which nothing but existence may be told.
#pragma once

#include "agent/capture/desktop_signal.h"

namespace adit {

// Private browsing, or a browser whose titles do not tell, the logon and consent programs, and
// windows whose program cannot be told.
[[nodiscard]] bool IsPrivateWindow(const WindowSnapshot& window);

}  // namespace adit
