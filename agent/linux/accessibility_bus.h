// AccessibilityBus: finds the accessibility bus, and finds it again when it is lost.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent/linux/dbus_connection.h"

namespace adit {

inline constexpr int64_t kBusAddressDeadlineUs = 1'500'000;
inline constexpr int64_t kBusRetryUs = 5'000'000;

// What to tell a person when there is no accessibility bus.
extern const char kNoAccessibilityBus[];

// One thread, the session bus's. Must be destroyed before the session bus.
class AccessibilityBus {
 public:
  explicit AccessibilityBus(DbusConnection& session_bus) : session_bus_(session_bus) {}

  // Asks org.a11y.Bus for its address and connects; `done` gets the connection or the reason.
  void Connect(std::function<void(Result<std::unique_ptr<DbusConnection>>)> done);

 private:
  DbusConnection& session_bus_;
};

}  // namespace adit
