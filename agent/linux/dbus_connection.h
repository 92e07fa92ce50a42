// DbusConnection: one D-Bus connection without a thread of its own: calls with deadlines, signals,
// bounded work a turn.
//
// sd-bus and not libatspi or GDBus: libatspi's calls are synchronous with one global time-out (800
// ms, 15 s at application start), it mirrors whole trees of applications, and both bring GLib and a
// main loop of several MiB. sd-bus gives each call its own deadline and leaves the loop to us.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/base/status.h"

struct sd_bus;
struct sd_bus_message;

namespace adit {

inline constexpr int kMaxMessagesPerTurn = 256;
inline constexpr size_t kMaxOutstandingCalls = 256;

enum class DbusOutcome : uint8_t { kReply, kError, kTimedOut };

// `message` is the reply, or null unless kReply; it is gone after the callback.
using DbusReply = std::function<void(DbusOutcome outcome, sd_bus_message* message)>;
using DbusSignal = std::function<void(sd_bus_message* message)>;
// Appends the arguments of a call; a negative errno fails it.
using DbusArguments = std::function<int(sd_bus_message* message)>;

struct DbusMethod {
  std::string destination;
  std::string path;
  std::string interface;
  std::string name;
};

// Threads: belongs to one. Callbacks run inside Process. When the connection is destroyed, pending
// callbacks are destroyed without being called.
class DbusConnection {
 public:
  // The person's bus ($DBUS_SESSION_BUS_ADDRESS, else $XDG_RUNTIME_DIR/bus); kUnavailable when
  // there is none, the message says what to do.
  [[nodiscard]] static Result<std::unique_ptr<DbusConnection>> OpenSession();
  [[nodiscard]] static Result<std::unique_ptr<DbusConnection>> OpenSystem();
  // Any message bus, by its D-Bus address.
  [[nodiscard]] static Result<std::unique_ptr<DbusConnection>> OpenAddress(
      const std::string& address);
  // A connected socket whose other end speaks D-Bus without a broker (tests).
  [[nodiscard]] static Result<std::unique_ptr<DbusConnection>> OpenSocket(int socket_fd);
  ~DbusConnection();
  DbusConnection(const DbusConnection&) = delete;
  DbusConnection& operator=(const DbusConnection&) = delete;

  // Sends a call; `reply` comes within about `deadline_us` microseconds, or never when the
  // connection dies first. kResourceExhausted with kMaxOutstandingCalls under way.
  Status Call(const DbusMethod& method, const DbusArguments& arguments, int64_t deadline_us,
              DbusReply reply);
  Status Call(const DbusMethod& method, int64_t deadline_us, DbusReply reply) {
    return Call(method, nullptr, deadline_us, std::move(reply));
  }
  // Subscribes at the broker. The subscription lasts as long as the connection.
  Status AddMatch(const std::string& rule, DbusSignal signal);
  // Handler of every message that no match took; for brokerless sockets.
  Status AddFilter(DbusSignal signal);

  // For poll(2).
  [[nodiscard]] int fd() const;
  [[nodiscard]] short events() const;
  // Monotonic time at which Process must run at the latest; INT64_MAX when there is none.
  [[nodiscard]] int64_t NextDeadlineUs() const;
  // Dispatches what has arrived, at most kMaxMessagesPerTurn messages. kUnavailable: the connection
  // is gone and this object useless.
  [[nodiscard]] Status Process();
  // True when the last Process left messages for the next.
  [[nodiscard]] bool has_more() const { return has_more_; }

  // Runs only this connection until `done` or for `deadline_us` microseconds; for start-up.
  [[nodiscard]] Status ProcessUntil(const std::function<bool()>& done, int64_t deadline_us);

 private:
  struct PendingCall;
  struct Subscription;
  explicit DbusConnection(sd_bus* bus);
  static int OnReply(sd_bus_message* message, void* call, void* error);
  static int OnSignal(sd_bus_message* message, void* subscription, void* error);
  static Result<std::unique_ptr<DbusConnection>> Wrap(int error, sd_bus* bus,
                                                      const std::string& what);

  sd_bus* bus_;
  std::unordered_set<PendingCall*> calls_;
  std::vector<std::unique_ptr<Subscription>> subscriptions_;
  bool has_more_ = false;
};

}  // namespace adit
