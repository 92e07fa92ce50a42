// Process guard: what the process gives up before it touches anything: dumps, tracing, idle memory.
#pragma once

#include "common/base/status.h"

namespace adit {

// No core dumps and no debugger of the same user (Linux: PR_SET_DUMPABLE, RLIMIT_CORE; Windows: no
// error reporting, no dialogs), files private (umask 077), few allocator arenas, lowest scheduling
// priority of ordinary programs. Call first in main. Fails only when dumps cannot be switched off.
[[nodiscard]] Status GuardProcess();

// Whether a crash of this process would write its memory to a disk.
[[nodiscard]] bool CoreDumpsAreOff();

}  // namespace adit
