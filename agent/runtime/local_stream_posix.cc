#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "agent/runtime/local_stream.h"
#include "agent/runtime/unix_socket.h"

namespace adit {
namespace {

constexpr int kBacklog = 8;

Result<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return InvalidArgument("control socket: " + path + ": is longer than " +
                           std::to_string(sizeof address.sun_path - 1) +
                           " bytes; set agent.control_socket to a shorter path");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

Status Failed(const std::string& path, const char* what) {
  return Unavailable("control socket: " + path + ": " + what + ": " + std::strerror(errno));
}

int Connect(const sockaddr_un& address) {
  const int fd = NewUnixSocket();
  if (fd < 0) return -1;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

class UnixStream final : public LocalStream {
 public:
  explicit UnixStream(int fd) : fd_(fd) {}
  ~UnixStream() override { close(fd_); }

  bool Receive(std::string& input) override {
    char buffer[16384];
    const ssize_t got = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) input.append(buffer, static_cast<size_t>(got));
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
  }
  bool Send(std::string& output) override {
    while (!output.empty()) {
      const ssize_t sent = send(fd_, output.data(), output.size(), kNoSignal | MSG_DONTWAIT);
      if (sent < 0) {
        if (errno == EINTR) continue;
        return errno == EAGAIN || errno == EWOULDBLOCK;
      }
      output.erase(0, static_cast<size_t>(sent));
    }
    return true;
  }
  bool WaitReadable(int timeout_ms) override {
    pollfd waiting{fd_, POLLIN, 0};
    int ready = 0;
    do {
      ready = poll(&waiting, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    return ready != 0;
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  const int fd_;
};

class UnixListener final : public LocalListener {
 public:
  UnixListener(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  ~UnixListener() override {
    close(fd_);
    unlink(path_.c_str());
  }
  void Wait(const std::vector<Waiting>& streams, int timeout_ms, WaitHandle wake) override {
    std::vector<pollfd> waiting;
    waiting.push_back({fd_, POLLIN, 0});
    if (wake >= 0) waiting.push_back({static_cast<int>(wake), POLLIN, 0});
    for (const Waiting& one : streams) {
      const short events = static_cast<short>(POLLIN | (one.has_output ? POLLOUT : 0));
      waiting.push_back({static_cast<UnixStream*>(one.stream)->fd(), events, 0});
    }
    poll(waiting.data(), waiting.size(), timeout_ms);
  }
  std::unique_ptr<LocalStream> Accept(bool& foreign) override {
    const int fd = AcceptUnixClient(fd_);
    if (fd < 0) return nullptr;
    foreign = !IsOwnUser(fd);
    return std::make_unique<UnixStream>(fd);
  }

 private:
  const int fd_;
  const std::string path_;
};

}  // namespace

Result<std::unique_ptr<LocalListener>> LocalListener::Listen(const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  if (const int other = Connect(address); other >= 0) {
    close(other);
    return AlreadyExists("control socket: " + path +
                         ": another adit-agent is running; stop it or set agent.state_directory");
  }
  unlink(path.c_str());
  const int fd = NewUnixSocket();
  if (fd < 0) return Failed(path, "cannot be created");
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  // The mode counts from the first moment: nobody connects between bind and chmod.
  const mode_t before = umask(0177);
  const int bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  umask(before);
  if (bound != 0 || listen(fd, kBacklog) != 0) {
    const Status failed = Failed(path, "cannot listen");
    close(fd);
    return failed;
  }
  return std::unique_ptr<LocalListener>(std::make_unique<UnixListener>(fd, path));
}

Result<std::unique_ptr<LocalStream>> ConnectLocal(const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  const int fd = Connect(address);
  if (fd >= 0) return std::unique_ptr<LocalStream>(std::make_unique<UnixStream>(fd));
  if (errno == EACCES || errno == EPERM) {
    return PermissionDenied("control socket: " + path + ": belongs to another user");
  }
  return Unavailable("no agent is running (" + path +
                     "); start it with `adit-agent run` or `systemctl --user start adit-agent`");
}

}  // namespace adit
