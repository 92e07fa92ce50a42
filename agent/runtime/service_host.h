// ServiceHost: the machine's service, which keeps one agent running in every desktop session.
#pragma once

#include "common/base/status.h"
#include "common/config/settings.h"

namespace adit {

// False where the system itself starts agents in sessions (systemd, launchd).
[[nodiscard]] bool HasServiceHost();
// Runs until the system stops the service. `in_foreground` runs it from a console, for tests.
[[nodiscard]] Status RunServiceHost(const Settings& settings, bool in_foreground);

}  // namespace adit
