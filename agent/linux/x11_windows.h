// X11Windows: follows the windows of an X desktop (EWMH): which exist, which is in front, their
// titles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "agent/capture/window_text.h"
#include "agent/linux/program_versions.h"
#include "agent/linux/x11_display.h"

union _XEvent;

namespace adit {

inline constexpr size_t kMaxTrackedWindows = 512;

struct X11Window {
  X11WindowId id = 0;
  std::string title;
  WindowClass window_class;
  uint32_t pid = 0;        // _NET_WM_PID, 0 when the application does not say
  bool dialog = false;     // _NET_WM_WINDOW_TYPE_DIALOG or transient
  std::string executable;  // base name of the program, read while it lives
  std::shared_ptr<const ProgramVersion> version;
};

// One thread, the display's.
class X11Windows {
 public:
  struct Listener {
    std::function<void(const X11Window&)> opened;
    std::function<void(const X11Window&)> closed;
    std::function<void(const X11Window&)> activated;  // id 0: no window is in front
    std::function<void(const X11Window&)> retitled;
  };
  X11Windows(X11Display& display, ProgramVersions& versions, Listener listener);

  // Subscribes and reports the window that is in front now. kUnavailable when the window manager
  // does not tell which window is active (no EWMH).
  [[nodiscard]] Status Start();
  void Handle(const _XEvent& event);
  // Asks the server now instead of waiting for its notice.
  void Refresh() { UpdateActive(); }
  // Null when it is gone.
  [[nodiscard]] const X11Window* Find(X11WindowId id) const;
  // Null when no window is in front.
  [[nodiscard]] const X11Window* active() const;

 private:
  X11Window Read(X11WindowId id) const;
  [[nodiscard]] std::string ReadTitle(X11WindowId id) const;
  void UpdateClients(bool report);
  void UpdateActive();

  X11Display& display_;
  ProgramVersions& versions_;
  const Listener listener_;
  X11Atom active_window_, client_list_, net_name_, name_, class_, pid_, type_, dialog_type_,
      supported_;
  std::map<X11WindowId, X11Window> windows_;
  X11WindowId active_ = 0;
};

}  // namespace adit
