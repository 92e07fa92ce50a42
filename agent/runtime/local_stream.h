// Local streams: connections between processes of one machine that only one user can make, a unix
// socket or a named pipe, without waiting.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/runtime/stop_signal.h"
#include "common/base/status.h"

namespace adit {

// One connection. Closed on destruction. Not thread-safe.
class LocalStream {
 public:
  virtual ~LocalStream() = default;
  // Appends what has arrived, at most 16 KiB, without waiting; false when the peer is gone.
  [[nodiscard]] virtual bool Receive(std::string& input) = 0;
  // Takes off `output` what could be sent without waiting; false when the peer is gone.
  [[nodiscard]] virtual bool Send(std::string& output) = 0;
  // Waits until something arrived or the peer left; false after `timeout_ms` (−1: no limit).
  [[nodiscard]] virtual bool WaitReadable(int timeout_ms) = 0;
};

// Where clients of the same user connect. Not thread-safe.
class LocalListener {
 public:
  // Takes the place of a listener that is gone; kAlreadyExists when one answers there. `path` is a
  // file of mode 0600, or on Windows the name from which the pipe's is made.
  [[nodiscard]] static Result<std::unique_ptr<LocalListener>> Listen(const std::string& path);
  // Removes the name.
  virtual ~LocalListener() = default;

  struct Waiting {
    LocalStream* stream;
    bool has_output;
  };
  // Returns when a client connects, a stream is readable (or writable, where it has output), `wake`
  // is signalled, or after `timeout_ms`.
  virtual void Wait(const std::vector<Waiting>& streams, int timeout_ms, WaitHandle wake) = 0;
  // A client that waits, or none. `foreign` tells that it belongs to another user.
  [[nodiscard]] virtual std::unique_ptr<LocalStream> Accept(bool& foreign) = 0;
};

// kUnavailable when nobody listens, kPermissionDenied when it belongs to another user.
[[nodiscard]] Result<std::unique_ptr<LocalStream>> ConnectLocal(const std::string& path);

}  // namespace adit
