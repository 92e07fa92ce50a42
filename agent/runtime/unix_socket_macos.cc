#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/runtime/unix_socket.h"

namespace adit {
namespace {

// A process of ours starts no other, so the moment before FD_CLOEXEC is set opens nothing.
int Prepared(int fd) {
  if (fd < 0) return fd;
  const int on = 1;
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
  return fd;
}

}  // namespace

const int kNoSignal = 0;  // SO_NOSIGPIPE above

int NewUnixSocket() { return Prepared(socket(AF_UNIX, SOCK_STREAM, 0)); }

int AcceptUnixClient(int listener) {
  const int fd = Prepared(accept(listener, nullptr, nullptr));
  if (fd >= 0) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  return fd;
}

bool IsOwnUser(int fd) {
  uid_t user = 0;
  gid_t group = 0;
  return getpeereid(fd, &user, &group) == 0 && user == geteuid();
}

}  // namespace adit
