// WaylandToplevels: the windows of a Wayland desktop whose compositor offers
// wlr-foreign-toplevel-management (sway, Hyprland, river, labwc and others; not GNOME, not KDE).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "common/base/status.h"

struct wl_display;
struct wl_proxy;
struct wl_registry;

namespace adit {

inline constexpr size_t kMaxToplevels = 512;

struct Toplevel {
  uint32_t id = 0;  // of this connection; 0 = none
  std::string title;
  std::string app_id;
  bool active = false;
};

// The compositor tells no process id, so windows and the applications on the accessibility bus are
// only matched by being in front. One thread.
class WaylandToplevels {
 public:
  struct Listener {
    std::function<void(const Toplevel&)> opened;
    std::function<void(const Toplevel&)> closed;
    std::function<void(const Toplevel&)> activated;  // id 0: no window is in front
    std::function<void(const Toplevel&)> retitled;
  };

  // Connects to $WAYLAND_DISPLAY. kNotFound when the compositor has no such protocol, kUnavailable
  // when there is no compositor.
  [[nodiscard]] static Result<std::unique_ptr<WaylandToplevels>> Connect(Listener listener);
  ~WaylandToplevels();
  WaylandToplevels(const WaylandToplevels&) = delete;
  WaylandToplevels& operator=(const WaylandToplevels&) = delete;

  [[nodiscard]] int fd() const;
  // Handles what has arrived, without waiting. kUnavailable: the compositor is gone.
  [[nodiscard]] Status Process();

 private:
  struct Pending {
    WaylandToplevels* owner = nullptr;
    wl_proxy* proxy = nullptr;
    Toplevel shown;  // what was reported
    Toplevel next;   // what the compositor said since
    bool reported = false;
  };
  friend struct ToplevelCallbacks;

  explicit WaylandToplevels(Listener listener) : listener_(std::move(listener)) {}
  void OnDone(Pending& window);
  void OnClosed(Pending& window);

  const Listener listener_;
  wl_display* display_ = nullptr;
  wl_registry* registry_ = nullptr;
  wl_proxy* manager_ = nullptr;
  bool finished_ = false;
  std::unordered_map<wl_proxy*, std::unique_ptr<Pending>> windows_;
  uint32_t active_ = 0;
};

}  // namespace adit
