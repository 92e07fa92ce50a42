// RecordedBus: the other end of a D-Bus socket, which plays recorded messages and answers nothing,
// as a hung application does.
#pragma once

#include <memory>
#include <string>

#include "agent/linux/dbus_connection.h"

namespace adit {

// Messages of recorded/*.bin were taken byte by byte from an accessibility bus (dbus-monitor
// --binary) with a GTK 3.24 program and Chromium 156.
class RecordedBus {
 public:
  RecordedBus();
  ~RecordedBus();
  RecordedBus(const RecordedBus&) = delete;
  RecordedBus& operator=(const RecordedBus&) = delete;

  [[nodiscard]] DbusConnection& connection() { return *connection_; }
  // Sends recorded/NAME.bin.
  void Play(const std::string& name);
  void Send(const std::string& bytes);
  // Runs the connection for this long.
  void Run(int64_t duration_us);

 private:
  int peer_fd_ = -1;
  std::unique_ptr<DbusConnection> connection_;
};

}  // namespace adit
