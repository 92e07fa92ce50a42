#include "agent/linux/dbus_connection.h"

#include <poll.h>
#include <systemd/sd-bus.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/clock.h"

namespace adit {
namespace {

constexpr int64_t kDeadlineSlackUs = 5'000;

}  // namespace

struct DbusConnection::PendingCall {
  DbusConnection* connection;
  DbusReply reply;
  int64_t deadline_us;
  sd_bus_slot* slot = nullptr;
};

struct DbusConnection::Subscription {
  DbusSignal signal;
};

Result<std::unique_ptr<DbusConnection>> DbusConnection::Wrap(int error, sd_bus* bus,
                                                             const std::string& what) {
  if (error < 0) return Unavailable(what + ": " + std::strerror(-error));
  return std::unique_ptr<DbusConnection>(new DbusConnection(bus));
}

Result<std::unique_ptr<DbusConnection>> DbusConnection::OpenSession() {
  sd_bus* bus = nullptr;
  const int error = sd_bus_open_user(&bus);
  return Wrap(
      error, bus,
      "no D-Bus session bus; start the agent inside the desktop session (systemd --user, or "
      "dbus-run-session) or set DBUS_SESSION_BUS_ADDRESS");
}

Result<std::unique_ptr<DbusConnection>> DbusConnection::OpenSystem() {
  sd_bus* bus = nullptr;
  const int error = sd_bus_open_system(&bus);
  return Wrap(error, bus, "no D-Bus system bus; lock and unlock cannot be seen through logind");
}

Result<std::unique_ptr<DbusConnection>> DbusConnection::OpenAddress(const std::string& address) {
  sd_bus* bus = nullptr;
  int error = sd_bus_new(&bus);
  if (error >= 0) error = sd_bus_set_address(bus, address.c_str());
  if (error >= 0) error = sd_bus_set_bus_client(bus, 1);
  if (error >= 0) error = sd_bus_start(bus);
  if (error < 0) bus = sd_bus_unref(bus);
  return Wrap(error, bus, "cannot connect to the D-Bus address " + address);
}

Result<std::unique_ptr<DbusConnection>> DbusConnection::OpenSocket(int socket_fd) {
  sd_bus* bus = nullptr;
  int error = sd_bus_new(&bus);
  if (error >= 0) error = sd_bus_set_fd(bus, socket_fd, socket_fd);
  if (error >= 0) error = sd_bus_start(bus);
  if (error < 0) bus = sd_bus_unref(bus);
  return Wrap(error, bus, "cannot speak D-Bus on the socket");
}

DbusConnection::DbusConnection(sd_bus* bus) : bus_(bus) {}

DbusConnection::~DbusConnection() {
  // Closing first makes releasing the slots send nothing.
  sd_bus_close(bus_);
  for (PendingCall* call : calls_) {
    sd_bus_slot_unref(call->slot);
    delete call;
  }
  sd_bus_unref(bus_);
}

int DbusConnection::OnReply(sd_bus_message* message, void* userdata, void*) {
  auto* call = static_cast<PendingCall*>(userdata);
  call->connection->calls_.erase(call);
  sd_bus_slot_unref(call->slot);
  const DbusReply reply = std::move(call->reply);
  const bool late = SystemClock().MonotonicMicros() >= call->deadline_us - kDeadlineSlackUs;
  delete call;
  if (sd_bus_message_is_method_error(message, nullptr) == 0) {
    reply(DbusOutcome::kReply, message);
    return 1;
  }
  // The broker uses the same error, but at once, when the callee leaves the bus: that is no hang.
  const bool timed_out = late && sd_bus_message_get_errno(message) == ETIMEDOUT;
  reply(timed_out ? DbusOutcome::kTimedOut : DbusOutcome::kError, nullptr);
  return 1;
}

Status DbusConnection::Call(const DbusMethod& method, const DbusArguments& arguments,
                            int64_t deadline_us, DbusReply reply) {
  if (calls_.size() >= kMaxOutstandingCalls) {
    return ResourceExhausted("more than " + std::to_string(kMaxOutstandingCalls) +
                             " D-Bus calls wait");
  }
  sd_bus_message* message = nullptr;
  int error = sd_bus_message_new_method_call(
      bus_, &message, method.destination.empty() ? nullptr : method.destination.c_str(),
      method.path.c_str(), method.interface.c_str(), method.name.c_str());
  if (error >= 0 && arguments) error = arguments(message);
  if (error >= 0) {
    auto* call =
        new PendingCall{this, std::move(reply), SystemClock().MonotonicMicros() + deadline_us};
    // The template of sd-bus declares the last parameter as sd_bus_error*; the handler ignores it.
    const auto handler = [](sd_bus_message* m, void* data, sd_bus_error* e) {
      return OnReply(m, data, e);
    };
    error = sd_bus_call_async(bus_, &call->slot, message, handler, call,
                              static_cast<uint64_t>(std::max<int64_t>(deadline_us, 1)));
    if (error >= 0) {
      calls_.insert(call);
    } else {
      delete call;
    }
  }
  sd_bus_message_unref(message);
  if (error < 0) return Unavailable("D-Bus call " + method.name + ": " + std::strerror(-error));
  return OkStatus();
}

int DbusConnection::OnSignal(sd_bus_message* message, void* subscription, void*) {
  static_cast<Subscription*>(subscription)->signal(message);
  return 0;
}

Status DbusConnection::AddMatch(const std::string& rule, DbusSignal signal) {
  subscriptions_.push_back(std::make_unique<Subscription>(Subscription{std::move(signal)}));
  const auto handler = [](sd_bus_message* m, void* data, sd_bus_error* e) {
    return OnSignal(m, data, e);
  };
  const int error = sd_bus_add_match_async(bus_, nullptr, rule.c_str(), handler, nullptr,
                                           subscriptions_.back().get());
  if (error < 0) return Unavailable("D-Bus match " + rule + ": " + std::strerror(-error));
  return OkStatus();
}

Status DbusConnection::AddFilter(DbusSignal signal) {
  subscriptions_.push_back(std::make_unique<Subscription>(Subscription{std::move(signal)}));
  const auto handler = [](sd_bus_message* m, void* data, sd_bus_error* e) {
    return OnSignal(m, data, e);
  };
  const int error = sd_bus_add_filter(bus_, nullptr, handler, subscriptions_.back().get());
  if (error < 0) return Unavailable(std::string("D-Bus filter: ") + std::strerror(-error));
  return OkStatus();
}

int DbusConnection::fd() const { return sd_bus_get_fd(bus_); }

short DbusConnection::events() const {
  const int events = sd_bus_get_events(bus_);
  return static_cast<short>(events < 0 ? 0 : events);
}

int64_t DbusConnection::NextDeadlineUs() const {
  uint64_t deadline = UINT64_MAX;
  if (sd_bus_get_timeout(bus_, &deadline) < 0) return INT64_MAX;
  return deadline > static_cast<uint64_t>(INT64_MAX) ? INT64_MAX : static_cast<int64_t>(deadline);
}

Status DbusConnection::Process() {
  has_more_ = false;
  for (int turn = 0; turn < kMaxMessagesPerTurn; ++turn) {
    const int done = sd_bus_process(bus_, nullptr);
    if (done < 0) return Unavailable(std::string("D-Bus connection lost: ") + std::strerror(-done));
    if (sd_bus_is_open(bus_) <= 0) return Unavailable("D-Bus connection closed by the bus");
    if (done == 0) return OkStatus();
  }
  has_more_ = true;
  return OkStatus();
}

Status DbusConnection::ProcessUntil(const std::function<bool()>& done, int64_t deadline_us) {
  const int64_t end_us = SystemClock().MonotonicMicros() + deadline_us;
  while (!done()) {
    ADIT_RETURN_IF_ERROR(Process());
    if (done()) break;
    const int64_t now_us = SystemClock().MonotonicMicros();
    if (now_us >= end_us) return DeadlineExceeded("no answer on D-Bus in time");
    pollfd waiting{fd(), events(), 0};
    const int64_t until_us =
        std::min({end_us - now_us, NextDeadlineUs() - now_us, int64_t{200'000}});
    poll(&waiting, 1, has_more_ ? 0 : static_cast<int>(std::max<int64_t>(until_us, 0) / 1000 + 1));
  }
  return OkStatus();
}

}  // namespace adit
