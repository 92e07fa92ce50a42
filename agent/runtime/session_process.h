// SessionProcess: the desktop sessions of Windows and the agents started in them.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "agent/runtime/session_keeper.h"

namespace adit {

// Sessions with a person at them, at this machine or over a remote desktop. `own_alone` names only
// the session of this process, for a service that runs from a console.
[[nodiscard]] std::vector<DesktopSession> ListDesktopSessions(bool own_alone);

// Starts `adit-agent run --service` as the session's user. `on_release` breaks the line to an agent
// that shall end.
[[nodiscard]] std::unique_ptr<SessionLauncher> MakeSessionLauncher(
    bool own_alone, std::function<void(uint64_t process)> on_release);

}  // namespace adit
