#include "agent/runtime/control_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/clock.h"
#include "common/base/logger.h"

namespace adit {
namespace {

constexpr size_t kMaxOutputBytes = 1 << 20;  // unread by the client
constexpr int64_t kRequestTimeoutUs = 5'000'000;
constexpr size_t kFeedRecords = 200;

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
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

bool IsOwnUser(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

}  // namespace

ControlServer::ControlServer(int fd, std::string path, Handler handler, const PreviewRing& ring)
    : fd_(fd), path_(std::move(path)), handler_(std::move(handler)), ring_(ring) {}

ControlServer::~ControlServer() {
  for (const Connection& connection : connections_) close(connection.fd);
  close(fd_);
  unlink(path_.c_str());
}

Result<std::unique_ptr<ControlServer>> ControlServer::Listen(const std::string& path,
                                                             Handler handler,
                                                             const PreviewRing& ring) {
  ADIT_ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  if (const int other = Connect(address); other >= 0) {
    close(other);
    return AlreadyExists("control socket: " + path +
                         ": another adit-agent is running; stop it or set agent.state_directory");
  }
  unlink(path.c_str());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return Failed(path, "cannot be created");
  // The mode counts from the first moment: nobody connects between bind and chmod.
  const mode_t before = umask(0177);
  const int bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  umask(before);
  if (bound != 0 || listen(fd, static_cast<int>(kMaxConnections)) != 0) {
    const Status failed = Failed(path, "cannot listen");
    close(fd);
    return failed;
  }
  return std::unique_ptr<ControlServer>(new ControlServer(fd, path, std::move(handler), ring));
}

void ControlServer::Accept() {
  for (;;) {
    const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    if (!IsOwnUser(fd) || connections_.size() >= kMaxConnections) {
      const bool foreign = !IsOwnUser(fd);
      if (foreign) ++refused_peers_;
      const std::string line =
          EncodeControlStatus(foreign ? PermissionDenied("this agent belongs to another user")
                                      : ResourceExhausted("too many clients at once")) +
          "\n";
      (void)!send(fd, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      close(fd);
      continue;
    }
    Connection connection;
    connection.fd = fd;
    connection.opened_us = SystemClock().MonotonicMicros();
    connections_.push_back(std::move(connection));
  }
}

void ControlServer::Poll(int timeout_ms, int wake_fd) {
  const bool following = std::any_of(connections_.begin(), connections_.end(),
                                     [](const Connection& c) { return c.follow; });
  std::vector<pollfd> waiting;
  waiting.push_back({fd_, POLLIN, 0});
  if (wake_fd >= 0) waiting.push_back({wake_fd, POLLIN, 0});
  const size_t first = waiting.size();
  for (const Connection& connection : connections_) {
    const short events = static_cast<short>(POLLIN | (connection.output.empty() ? 0 : POLLOUT));
    waiting.push_back({connection.fd, events, 0});
  }
  const int ready =
      poll(waiting.data(), waiting.size(), following ? std::min(timeout_ms, 100) : timeout_ms);
  std::vector<Connection> kept;
  for (size_t i = 0; i < connections_.size(); ++i) {
    const bool readable =
        ready > 0 && (waiting[first + i].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
    if (Serve(connections_[i], readable)) {
      kept.push_back(std::move(connections_[i]));
    } else {
      close(connections_[i].fd);
    }
  }
  connections_ = std::move(kept);
  if (ready > 0 && (waiting[0].revents & POLLIN) != 0) Accept();
}

bool ControlServer::Serve(Connection& connection, bool readable) {
  if (readable) {
    char buffer[4096];
    const ssize_t got = recv(connection.fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
      return false;
    if (got > 0 && !connection.answered) connection.input.append(buffer, static_cast<size_t>(got));
  }
  if (!connection.answered) {
    const size_t feed = connection.input.find('\n');
    if (feed != std::string::npos) {
      Answer(connection, std::string_view(connection.input).substr(0, feed));
    } else if (connection.input.size() > kMaxControlRequestBytes) {
      Answer(connection, "");
    } else {
      return SystemClock().MonotonicMicros() - connection.opened_us < kRequestTimeoutUs;
    }
  }
  if (connection.follow) Feed(connection);
  if (!Flush(connection)) return false;
  return connection.follow || !connection.output.empty();
}

void ControlServer::Answer(Connection& connection, std::string_view line) {
  connection.answered = true;
  const Result<ControlRequest> request = DecodeControlRequest(line);
  if (!request.ok()) {
    connection.output = EncodeControlStatus(request.status()) + "\n";
    return;
  }
  if (request->command != ControlCommand::kPreview) {
    connection.output = handler_(*request) + "\n";
    return;
  }
  connection.output = EncodeControlStatus(OkStatus()) + "\n";
  connection.json = request->json;
  const uint64_t end = ring_.end();
  const uint64_t last = static_cast<uint64_t>(request->last);
  connection.position = end > last ? end - last : 0;
  if (last == 0) connection.position = end;
  connection.follow = request->follow;
  if (!request->follow) Feed(connection);
}

void ControlServer::Feed(Connection& connection) {
  if (connection.output.size() > kMaxOutputBytes / 2) return;
  const PreviewRing::Slice slice =
      ring_.Read(connection.position, connection.follow ? kFeedRecords : 5000);
  if (slice.skipped > 0) {
    connection.output += connection.json
                             ? "{\"skipped\":" + std::to_string(slice.skipped) + "}\n"
                             : "… " + std::to_string(slice.skipped) + " records passed unseen\n";
  }
  for (const EventRecord& record : slice.records) {
    connection.output += (connection.json ? RecordJson(record) : RecordLine(record)) + "\n";
  }
  connection.position = slice.next;
}

bool ControlServer::Flush(Connection& connection) {
  while (!connection.output.empty()) {
    const ssize_t sent = send(connection.fd, connection.output.data(), connection.output.size(),
                              MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      const bool full = errno == EAGAIN || errno == EWOULDBLOCK;
      return full && connection.output.size() <= kMaxOutputBytes * 4;
    }
    connection.output.erase(0, static_cast<size_t>(sent));
  }
  return true;
}

Status AskAgent(const std::string& path, const ControlRequest& request,
                const std::function<bool(const std::string&)>& line) {
  ADIT_ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  const int fd = Connect(address);
  if (fd < 0) {
    const bool denied = errno == EACCES || errno == EPERM;
    if (denied) return PermissionDenied("control socket: " + path + ": belongs to another user");
    return Unavailable("no agent is running (" + path +
                       "); start it with `adit-agent run` or `systemctl --user start adit-agent`");
  }
  const std::string text = EncodeControlRequest(request) + "\n";
  (void)!send(fd, text.data(), text.size(), MSG_NOSIGNAL);
  const timeval limit{10, 0};
  if (!request.follow) setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string input;
  bool first = true;
  Status outcome = Unavailable("the agent closed the connection without an answer");
  char buffer[16384];
  for (bool more = true; more;) {
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    input.append(buffer, static_cast<size_t>(got));
    if (input.size() > kMaxControlLineBytes * 4) break;
    size_t feed = 0;
    while (more && (feed = input.find('\n')) != std::string::npos) {
      const std::string one = input.substr(0, feed);
      input.erase(0, feed + 1);
      if (first) outcome = DecodeControlStatus(one);
      first = false;
      more = line(one);
    }
  }
  close(fd);
  return outcome;
}

}  // namespace adit
