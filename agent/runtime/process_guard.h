// Process guard: what the process gives up before it touches anything: dumps, tracing, idle memory.
#pragma once

#include "common/base/status.h"

namespace adit {

// No core dumps and no debugger of the same user (PR_SET_DUMPABLE, RLIMIT_CORE), files private
// (umask 077), few allocator arenas, lowest scheduling priority of ordinary programs. Call first in
// main. Fails only when dumps cannot be switched off.
[[nodiscard]] Status GuardProcess();

// A file descriptor that becomes readable on SIGINT and SIGTERM. Call once, before threads start.
[[nodiscard]] Result<int> TerminationFd();

}  // namespace adit
