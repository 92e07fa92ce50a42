#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "agent/runtime/process_guard.h"

namespace adit {

Status GuardProcess() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return Internal(std::string("core dumps cannot be switched off: ") + std::strerror(errno));
  }
  umask(0077);
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
  (void)!setpriority(PRIO_PROCESS, 0, 10);
  std::signal(SIGPIPE, SIG_IGN);
  return OkStatus();
}

bool CoreDumpsAreOff() { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0; }

}  // namespace adit
