// ControlServer: the agent's local socket for status, pause, preview; for its own user only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/runtime/control_message.h"
#include "agent/runtime/local_stream.h"
#include "agent/runtime/preview_ring.h"
#include "common/base/status.h"

namespace adit {

// Each connection's peer is asked for by the system; another user, root included, is refused with
// one line. At most kMaxConnections; a client that does not read is dropped. Not thread-safe: one
// thread listens and polls.
class ControlServer {
 public:
  static constexpr size_t kMaxConnections = 8;
  // Answers a request with one or more lines; preview with `follow` is served by the server itself.
  using Handler = std::function<std::string(const ControlRequest&)>;

  // Replaces a socket nobody listens on; kAlreadyExists when another agent answers there.
  // `ring` must outlive the server.
  [[nodiscard]] static Result<std::unique_ptr<ControlServer>> Listen(const std::string& path,
                                                                     Handler handler,
                                                                     const PreviewRing& ring);
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  // Serves for up to `timeout_ms`; returns early when `wake` (kNoWaitHandle: none) is signalled.
  void Poll(int timeout_ms, WaitHandle wake);
  [[nodiscard]] uint64_t refused_peers() const { return refused_peers_; }

 private:
  struct Connection {
    std::unique_ptr<LocalStream> stream;
    std::string input;
    std::string output;
    bool answered = false;
    bool follow = false;
    bool json = false;
    uint64_t position = 0;
    int64_t opened_us = 0;
  };
  ControlServer(std::unique_ptr<LocalListener> listener, Handler handler, const PreviewRing& ring);
  void Accept();
  [[nodiscard]] bool Serve(Connection& connection);
  void Answer(Connection& connection, std::string_view line);
  void Feed(Connection& connection);
  // False when the peer is gone or too slow.
  [[nodiscard]] static bool Flush(Connection& connection);

  const std::unique_ptr<LocalListener> listener_;
  const Handler handler_;
  const PreviewRing& ring_;
  std::vector<Connection> connections_;
  uint64_t refused_peers_ = 0;
};

// Sends one request and hands every line of the answer to `line`, which returns false to stop.
// Returns the status in the first line. kUnavailable when no agent listens there.
[[nodiscard]] Status AskAgent(const std::string& path, const ControlRequest& request,
                              const std::function<bool(const std::string&)>& line);

}  // namespace adit
