#include "agent/linux/wayland_toplevels.h"

#include <poll.h>
#include <wayland-client.h>

#include <cstring>
#include <utility>

#include "agent/capture/window_text.h"
#include "common/event/ui_event.h"

namespace adit {
namespace {

// The protocol's description is no part of any Debian package, and a client of the part used here
// needs only the signatures of its messages, as wayland-scanner would print them. Version 1 is
// bound: titles, application ids and the active state have been there from the start. The order is
// that of the protocol.
extern const wl_interface kHandleInterface;

const wl_interface* kNoTypes[8] = {};
const wl_interface* kToplevelTypes[] = {&kHandleInterface};
const wl_interface* kSeatTypes[] = {&wl_seat_interface};
const wl_interface* kSurfaceTypes[] = {&wl_surface_interface, nullptr, nullptr, nullptr, nullptr};
const wl_interface* kOutputTypes[] = {&wl_output_interface};

const wl_message kHandleRequests[] = {
    {"set_maximized", "", kNoTypes},
    {"unset_maximized", "", kNoTypes},
    {"set_minimized", "", kNoTypes},
    {"unset_minimized", "", kNoTypes},
    {"activate", "o", kSeatTypes},
    {"close", "", kNoTypes},
    {"set_rectangle", "oiiii", kSurfaceTypes},
    {"destroy", "", kNoTypes},
};
constexpr uint32_t kHandleDestroy = 7;
const wl_message kHandleEvents[] = {
    {"title", "s", kNoTypes},
    {"app_id", "s", kNoTypes},
    {"output_enter", "o", kOutputTypes},
    {"output_leave", "o", kOutputTypes},
    {"state", "a", kNoTypes},
    {"done", "", kNoTypes},
    {"closed", "", kNoTypes},
};
const wl_interface kHandleInterface = {
    "zwlr_foreign_toplevel_handle_v1", 1, 8, kHandleRequests, 7, kHandleEvents};
const wl_message kManagerRequests[] = {{"stop", "", kNoTypes}};
const wl_message kManagerEvents[] = {{"toplevel", "n", kToplevelTypes}, {"finished", "", kNoTypes}};
const wl_interface kManagerInterface = {
    "zwlr_foreign_toplevel_manager_v1", 1, 1, kManagerRequests, 2, kManagerEvents};

constexpr uint32_t kStateActivated = 2;
constexpr int kConnectTimeoutMs = 1000;
constexpr int kMaxRoundTrips = 3;

}  // namespace

// The listeners of libwayland are tables of functions in the order of the protocol's events.
struct ToplevelCallbacks {
  using Window = WaylandToplevels::Pending;
  static Window& Of(void* data) { return *static_cast<Window*>(data); }

  static void Title(void* data, wl_proxy*, const char* title) {
    Of(data).next.title = CleanText(title, kMaxTextBytes);
  }
  static void AppId(void* data, wl_proxy*, const char* app_id) {
    Of(data).next.app_id = CleanText(app_id, 256);
  }
  static void Output(void*, wl_proxy*, wl_output*) {}
  static void State(void* data, wl_proxy*, wl_array* states) {
    bool active = false;
    for (size_t at = 0; at + sizeof(uint32_t) <= states->size; at += sizeof(uint32_t)) {
      uint32_t state = 0;
      std::memcpy(&state, static_cast<const char*>(states->data) + at, sizeof(state));
      active = active || state == kStateActivated;
    }
    Of(data).next.active = active;
  }
  static void Done(void* data, wl_proxy*) { Of(data).owner->OnDone(Of(data)); }
  static void Closed(void* data, wl_proxy*) { Of(data).owner->OnClosed(Of(data)); }

  static void NewToplevel(void* data, wl_proxy*, wl_proxy* handle) {
    auto* owner = static_cast<WaylandToplevels*>(data);
    if (owner->windows_.size() >= kMaxToplevels) {
      wl_proxy_destroy(handle);
      return;
    }
    auto window = std::make_unique<Window>();
    window->owner = owner;
    window->proxy = handle;
    window->next.id = wl_proxy_get_id(handle);
    wl_proxy_add_listener(handle, Table(kHandleTable), window.get());
    owner->windows_[handle] = std::move(window);
  }
  static void Finished(void* data, wl_proxy*) {
    static_cast<WaylandToplevels*>(data)->finished_ = true;
  }

  static void Global(void* data, wl_registry* registry, uint32_t name, const char* interface,
                     uint32_t) {
    auto* owner = static_cast<WaylandToplevels*>(data);
    if (owner->manager_ != nullptr || std::strcmp(interface, kManagerInterface.name) != 0) return;
    owner->manager_ =
        static_cast<wl_proxy*>(wl_registry_bind(registry, name, &kManagerInterface, /*version=*/1));
    wl_proxy_add_listener(owner->manager_, Table(kManagerTable), owner);
  }
  static void GlobalRemove(void*, wl_registry*, uint32_t) {}

  using Function = void (*)();
  static Function* Table(const Function* table) { return const_cast<Function*>(table); }
  static const Function kHandleTable[];
  static const Function kManagerTable[];
};

const ToplevelCallbacks::Function ToplevelCallbacks::kHandleTable[] = {
    reinterpret_cast<Function>(Title),  reinterpret_cast<Function>(AppId),
    reinterpret_cast<Function>(Output), reinterpret_cast<Function>(Output),
    reinterpret_cast<Function>(State),  reinterpret_cast<Function>(Done),
    reinterpret_cast<Function>(Closed)};
const ToplevelCallbacks::Function ToplevelCallbacks::kManagerTable[] = {
    reinterpret_cast<Function>(NewToplevel), reinterpret_cast<Function>(Finished)};

Result<std::unique_ptr<WaylandToplevels>> WaylandToplevels::Connect(Listener listener) {
  std::unique_ptr<WaylandToplevels> windows(new WaylandToplevels(std::move(listener)));
  windows->display_ = wl_display_connect(nullptr);
  if (windows->display_ == nullptr) {
    return Unavailable(
        "no Wayland compositor; start the agent inside the session or set WAYLAND_DISPLAY");
  }
  windows->registry_ = wl_display_get_registry(windows->display_);
  static const wl_registry_listener kRegistry = {ToplevelCallbacks::Global,
                                                 ToplevelCallbacks::GlobalRemove};
  wl_registry_add_listener(windows->registry_, &kRegistry, windows.get());
  // The globals come first, the windows after the manager is bound. A compositor that is silent
  // must not hold up the start.
  for (int i = 0; i < kMaxRoundTrips; ++i) {
    bool done = false;
    wl_callback* sync = wl_display_sync(windows->display_);
    static const wl_callback_listener kSync = {
        [](void* data, wl_callback*, uint32_t) { *static_cast<bool*>(data) = true; }};
    wl_callback_add_listener(sync, &kSync, &done);
    for (int tries = 0; !done && tries < 10; ++tries) {
      pollfd waiting{windows->fd(), POLLIN, 0};
      poll(&waiting, 1, kConnectTimeoutMs / 10);
      ADIT_RETURN_IF_ERROR(windows->Process());
    }
    wl_callback_destroy(sync);
    if (!done) return DeadlineExceeded("the Wayland compositor does not answer");
    if (windows->manager_ == nullptr) {
      return NotFound(
          "this Wayland compositor tells no other program about windows (no "
          "wlr-foreign-toplevel-management): windows come from the accessibility bus alone");
    }
  }
  return windows;
}

WaylandToplevels::~WaylandToplevels() {
  if (display_ == nullptr) return;
  for (const auto& entry : windows_) wl_proxy_destroy(entry.first);
  if (manager_ != nullptr) wl_proxy_destroy(manager_);
  if (registry_ != nullptr) wl_registry_destroy(registry_);
  wl_display_disconnect(display_);
}

int WaylandToplevels::fd() const { return wl_display_get_fd(display_); }

Status WaylandToplevels::Process() {
  while (wl_display_prepare_read(display_) != 0) {
    if (wl_display_dispatch_pending(display_) < 0)
      return Unavailable("the Wayland compositor went away");
  }
  wl_display_flush(display_);
  pollfd waiting{fd(), POLLIN, 0};
  if (poll(&waiting, 1, 0) > 0) {
    if (wl_display_read_events(display_) < 0)
      return Unavailable("the Wayland compositor went away");
  } else {
    wl_display_cancel_read(display_);
  }
  if (wl_display_dispatch_pending(display_) < 0 || finished_) {
    return Unavailable("the Wayland compositor went away");
  }
  return OkStatus();
}

void WaylandToplevels::OnDone(Pending& window) {
  const Toplevel before = std::exchange(window.shown, window.next);
  if (!std::exchange(window.reported, true)) {
    listener_.opened(window.shown);
  } else if (before.title != window.shown.title) {
    listener_.retitled(window.shown);
  }
  if (window.shown.active && active_ != window.shown.id) {
    active_ = window.shown.id;
    listener_.activated(window.shown);
  } else if (!window.shown.active && active_ == window.shown.id) {
    active_ = 0;
    listener_.activated(Toplevel());
  }
}

void WaylandToplevels::OnClosed(Pending& window) {
  if (active_ == window.shown.id) {
    active_ = 0;
    listener_.activated(Toplevel());
  }
  if (window.reported) listener_.closed(window.shown);
  wl_proxy* proxy = window.proxy;
  wl_proxy_marshal(proxy, kHandleDestroy);
  wl_proxy_destroy(proxy);
  windows_.erase(proxy);  // `window` ends here
}

}  // namespace adit
