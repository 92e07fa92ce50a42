#include "agent/linux/session_watch.h"

#include <systemd/sd-bus.h>
#include <unistd.h>

#include <cstring>
#include <string_view>
#include <utility>

#include "agent/linux/dbus_values.h"

namespace adit {
namespace {

constexpr int64_t kDeadlineUs = 1'000'000;
constexpr const char* kLogind = "org.freedesktop.login1";

// All tell of the same thing with the same signal; each desktop ships one of them.
constexpr const char* kScreenSavers[] = {
    "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.mate.ScreenSaver",
    "org.cinnamon.ScreenSaver",    "org.xfce.ScreenSaver",
};

}  // namespace

SessionWatch::SessionWatch(DbusConnection* session_bus, DbusConnection* system_bus,
                           Listener listener)
    : session_bus_(session_bus), system_bus_(system_bus), listener_(std::move(listener)) {}

void SessionWatch::Report(bool locked) {
  // logind and the screen saver both tell.
  if (std::exchange(locked_, locked) != locked) listener_.lock(locked);
}

bool SessionWatch::Start() {
  bool any = false;
  if (session_bus_ != nullptr) {
    for (const char* interface : kScreenSavers) {
      const Status added = session_bus_->AddMatch(
          std::string("type='signal',member='ActiveChanged',interface='") + interface + "'",
          [this](sd_bus_message* message) {
            int active = 0;
            if (sd_bus_message_read(message, "b", &active) >= 0) Report(active != 0);
          });
      any = any || added.ok();
    }
  }
  if (system_bus_ != nullptr) {
    WatchLogind();
    any = true;
  }
  return any;
}

void SessionWatch::WatchLogind() {
  // The session of this process; a systemd --user unit belongs to none and learns it from the
  // manager.
  const Status asked = system_bus_->Call(
      {kLogind, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "GetSessionByPID"},
      [](sd_bus_message* m) { return sd_bus_message_append(m, "u", 0); }, kDeadlineUs,
      [this](DbusOutcome outcome, sd_bus_message* message) {
        const char* path = nullptr;
        if (outcome == DbusOutcome::kReply && sd_bus_message_read(message, "o", &path) >= 0) {
          return WatchLogindSession(path);
        }
        const Status user = system_bus_->Call(
            {kLogind, "/org/freedesktop/login1/user/self", "org.freedesktop.DBus.Properties",
             "Get"},
            [](sd_bus_message* m) {
              return sd_bus_message_append(m, "ss", "org.freedesktop.login1.User", "Display");
            },
            kDeadlineUs,
            [this](DbusOutcome read, sd_bus_message* reply) {
              if (read != DbusOutcome::kReply) return;
              const AccessibleRef display = ReadVariantRef(reply);  // (so): session id and path
              if (!display.path.empty()) WatchLogindSession(display.path);
            });
        user.IgnoreError();
      });
  asked.IgnoreError();
}

void SessionWatch::WatchLogindSession(const std::string& path) {
  const std::string common = "type='signal',sender='org.freedesktop.login1',path='" + path + "',";
  const auto on = [&](const std::string& rule, DbusSignal signal) {
    system_bus_->AddMatch(common + rule, std::move(signal)).IgnoreError();
  };
  on("interface='org.freedesktop.login1.Session',member='Lock'",
     [this](sd_bus_message*) { Report(true); });
  on("interface='org.freedesktop.login1.Session',member='Unlock'",
     [this](sd_bus_message*) { Report(false); });
  on("interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'",
     [this](sd_bus_message* message) {
       if (sd_bus_message_skip(message, "s") < 0) return;
       ForEachProperty(message, [this](std::string_view name, sd_bus_message* value) {
         int locked = 0;
         if (name == "LockedHint" && sd_bus_message_read(value, "v", "b", &locked) >= 0) {
           Report(locked != 0);
         }
       });
     });
}

void SessionWatch::ReadIdleMs(std::function<void(std::optional<int64_t>)> done) {
  if (session_bus_ == nullptr) return done(std::nullopt);
  const Status asked = session_bus_->Call(
      {"org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core",
       "org.gnome.Mutter.IdleMonitor", "GetIdletime"},
      kDeadlineUs, [done](DbusOutcome outcome, sd_bus_message* message) {
        uint64_t idle_ms = 0;
        if (outcome != DbusOutcome::kReply || sd_bus_message_read(message, "t", &idle_ms) < 0) {
          return done(std::nullopt);
        }
        done(static_cast<int64_t>(idle_ms));
      });
  if (!asked.ok()) done(std::nullopt);
}

}  // namespace adit
