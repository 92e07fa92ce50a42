#include "agent/linux/accessibility_bus.h"

#include <systemd/sd-bus.h>

#include <utility>

namespace adit {

const char kNoAccessibilityBus[] =
    "no accessibility bus: install at-spi2-core, and switch accessibility on with 'gsettings set "
    "org.gnome.desktop.interface toolkit-accessibility true' (KDE: System Settings, "
    "Accessibility), "
    "then start the session anew";

void AccessibilityBus::Connect(std::function<void(Result<std::unique_ptr<DbusConnection>>)> done) {
  const Status asked = session_bus_.Call(
      {"org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress"}, kBusAddressDeadlineUs,
      [done](DbusOutcome outcome, sd_bus_message* message) {
        const char* address = nullptr;
        if (outcome == DbusOutcome::kTimedOut) {
          return done(DeadlineExceeded(std::string("the accessibility bus does not answer; ") +
                                       kNoAccessibilityBus));
        }
        if (outcome != DbusOutcome::kReply || sd_bus_message_read(message, "s", &address) < 0 ||
            *address == '\0') {
          return done(Unavailable(kNoAccessibilityBus));
        }
        done(DbusConnection::OpenAddress(address));
      });
  if (!asked.ok()) done(asked);
}

}  // namespace adit
