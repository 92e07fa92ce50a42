// Stop signal: how the system asks this process to end, as something to wait for.
#pragma once

#include <cstdint>

#include "common/base/status.h"

namespace adit {

// A file descriptor, or on Windows a HANDLE.
using WaitHandle = intptr_t;
inline constexpr WaitHandle kNoWaitHandle = -1;

// Signalled on SIGINT and SIGTERM; on Windows on Ctrl+C, logoff and shutdown, and when a service is
// told to stop. Call once, before threads start.
[[nodiscard]] Result<WaitHandle> TerminationSignal();
// As if the system had asked. Any thread, after TerminationSignal.
void RequestStop();
[[nodiscard]] bool IsSignalled(WaitHandle handle);

}  // namespace adit
