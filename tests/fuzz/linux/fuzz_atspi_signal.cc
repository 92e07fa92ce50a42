// Whatever arrives on the accessibility bus: no message crashes the decoder or the readers of replies.
#include <sys/socket.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent/linux/atspi_signal.h"
#include "agent/linux/dbus_connection.h"
#include "agent/linux/dbus_values.h"

namespace {

void ReadEverything(sd_bus_message* message) {
  static_cast<void>(adit::DecodeAtspiSignal(message));
  const auto again = [message] { return sd_bus_message_rewind(message, 1) >= 0; };
  if (again()) static_cast<void>(adit::ReadRef(message));
  if (again()) static_cast<void>(adit::ReadRefs(message, 64));
  if (again()) static_cast<void>(adit::ReadVariantText(message));
  if (again()) static_cast<void>(adit::ReadVariantRef(message));
  if (again()) static_cast<void>(adit::ReadAttribute(message, {"id", "URI"}));
  if (again()) static_cast<void>(adit::ReadLabelledBy(message));
  if (again()) {
    adit::ForEachProperty(message, [](std::string_view, sd_bus_message* value) {
      static_cast<void>(adit::ReadVariantText(value));
    });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::string_view kWelcome =
      "DATA\r\nOK 0123456789abcdef0123456789abcdef\r\nAGREE_UNIX_FD\r\n";
  int fds[2];
  if (size > 65536 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) return 0;
  auto connection = adit::DbusConnection::OpenSocket(fds[1]);
  if (connection.ok()) {
    (*connection)->AddFilter(ReadEverything).IgnoreError();
    if (write(fds[0], kWelcome.data(), kWelcome.size()) > 0 && write(fds[0], data, size) >= 0) {
      // Authentication, then the messages.
      for (int turn = 0; turn < 4; ++turn) {
        if (!(*connection)->Process().ok()) break;
      }
    }
    connection->reset();
  }
  close(fds[0]);
  return 0;
}
