#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

#include "collector/cli/core_dumps.h"

namespace adit::cli {

Status SwitchOffCoreDumps() {
  const rlimit none{0, 0};
  // The limit is for files; a handler such as systemd-coredump heeds the second alone.
  if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return Internal(std::string("core dumps cannot be switched off: ") + std::strerror(errno));
  }
  return OkStatus();
}

}  // namespace adit::cli
