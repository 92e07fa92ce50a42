#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "agent/runtime/process_guard.h"

namespace adit {

Status GuardProcess() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) {
    return Internal(std::string("core dumps cannot be switched off: ") + std::strerror(errno));
  }
  // Against debuggers; under one already, this ends the process, which is what is wanted.
  ptrace(PT_DENY_ATTACH, 0, nullptr, 0);
  umask(0077);
  (void)!setpriority(PRIO_PROCESS, 0, 10);
  std::signal(SIGPIPE, SIG_IGN);
  return OkStatus();
}

bool CoreDumpsAreOff() {
  rlimit limit{};
  return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0;
}

}  // namespace adit
