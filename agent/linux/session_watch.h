// SessionWatch: lock and unlock, and idle time where there is no X server, from the D-Bus services
// of the desktop: logind, the screen savers, Mutter.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/linux/dbus_connection.h"

namespace adit {

// Either bus may be null. One thread; must be destroyed before the connections.
class SessionWatch {
 public:
  struct Listener {
    std::function<void(bool locked)> lock;
  };
  SessionWatch(DbusConnection* session_bus, DbusConnection* system_bus, Listener listener);

  // Subscribes; what does not exist stays silent. True when at least one source of locks could be
  // subscribed to.
  [[nodiscard]] bool Start();

  // Asks Mutter for the time since the last input, in milliseconds. Nothing without Mutter.
  void ReadIdleMs(std::function<void(std::optional<int64_t>)> done);

 private:
  void Report(bool locked);
  void WatchLogind();
  void WatchLogindSession(const std::string& path);

  DbusConnection* session_bus_;
  DbusConnection* system_bus_;
  const Listener listener_;
  bool locked_ = false;
};

}  // namespace adit
