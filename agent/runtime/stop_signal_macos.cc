#include <poll.h>
#include <sys/event.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "agent/runtime/stop_signal.h"

namespace adit {

// The queue's descriptor is readable once a signal came, and stays so: nobody takes the event out.
Result<WaitHandle> TerminationSignal() {
  const int queue = kqueue();
  if (queue < 0) return Internal(std::string("kqueue: ") + std::strerror(errno));
  for (const int number : {SIGINT, SIGTERM}) {
    std::signal(number, SIG_IGN);  // a kqueue is told of ignored signals too
    struct kevent change {};
    EV_SET(&change, static_cast<uintptr_t>(number), EVFILT_SIGNAL, EV_ADD, 0, 0, nullptr);
    if (kevent(queue, &change, 1, nullptr, 0, nullptr) != 0) {
      return Internal(std::string("kevent: ") + std::strerror(errno));
    }
  }
  return WaitHandle{queue};
}

void RequestStop() { kill(getpid(), SIGTERM); }

bool IsSignalled(WaitHandle handle) {
  pollfd waiting{static_cast<int>(handle), POLLIN, 0};
  return handle >= 0 && poll(&waiting, 1, 0) > 0;
}

}  // namespace adit
