#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "agent/runtime/stop_signal.h"

namespace adit {

Result<WaitHandle> TerminationSignal() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return Internal("signals cannot be blocked");
  const int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) return Internal(std::string("signalfd: ") + std::strerror(errno));
  return WaitHandle{fd};
}

void RequestStop() { kill(getpid(), SIGTERM); }

bool IsSignalled(WaitHandle handle) {
  pollfd waiting{static_cast<int>(handle), POLLIN, 0};
  return handle >= 0 && poll(&waiting, 1, 0) > 0;
}

}  // namespace adit
