// ServicePipe: the named pipe between the machine's service on Windows and its agents; who may be
// at which end is checked by process and user.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "common/base/status.h"

namespace adit {

// "adit-agent-service", below \\.\pipe.
inline constexpr wchar_t kServicePipeName[] = L"\\\\.\\pipe\\adit-agent-service";
inline constexpr size_t kMaxServiceLineBytes = 4096;

// The user a process belongs to, as text of its security identifier; empty when it cannot be told.
[[nodiscard]] std::string SidOfProcess(unsigned long process_id);

// The service's end. One line of text goes to each client, then the connection stands until one end
// leaves. One thread.
class ServicePipe {
 public:
  // `is_expected` tells whether that process of that user was started by this service.
  // kAlreadyExists when another process holds the name.
  [[nodiscard]] static Result<std::unique_ptr<ServicePipe>> Open(
      std::function<bool(unsigned long process, const std::string& sid)> is_expected);
  virtual ~ServicePipe() = default;
  // Waits up to `timeout_ms`, or until `stop` (a HANDLE) is signalled, for a client, and serves it.
  // The number of clients turned away since the last call is added to `refused`.
  virtual void Serve(unsigned timeout_ms, void* stop, const std::string& line,
                     unsigned& refused) = 0;
  // Breaks the connection to that process: it ends.
  virtual void Drop(unsigned long process) = 0;
};

}  // namespace adit
