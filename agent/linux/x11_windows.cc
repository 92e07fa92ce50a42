#include "agent/linux/x11_windows.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>

#include <cstring>
#include <set>
#include <utility>

#include "agent/linux/desktop_state.h"
#include "common/event/ui_event.h"

#undef Status

namespace adit {
namespace {

constexpr size_t kMaxPropertyBytes = 4096;

}  // namespace

X11Windows::X11Windows(X11Display& display, ProgramVersions& versions, Listener listener)
    : display_(display),
      versions_(versions),
      listener_(std::move(listener)),
      active_window_(display.Intern("_NET_ACTIVE_WINDOW")),
      client_list_(display.Intern("_NET_CLIENT_LIST")),
      net_name_(display.Intern("_NET_WM_NAME")),
      name_(XA_WM_NAME),
      class_(XA_WM_CLASS),
      pid_(display.Intern("_NET_WM_PID")),
      type_(display.Intern("_NET_WM_WINDOW_TYPE")),
      dialog_type_(display.Intern("_NET_WM_WINDOW_TYPE_DIALOG")),
      supported_(display.Intern("_NET_SUPPORTED")) {}

Status X11Windows::Start() {
  XSelectInput(display_.get(), display_.root(), PropertyChangeMask);
  UpdateClients(/*report=*/false);
  UpdateActive();
  if (!display_.ReadProperty(display_.root(), supported_, 4)) {
    return Unavailable(
        "the window manager does not tell which window is active (_NET_ACTIVE_WINDOW)");
  }
  return OkStatus();
}

std::string X11Windows::ReadTitle(X11WindowId id) const {
  auto title = display_.ReadProperty(id, net_name_, kMaxPropertyBytes);
  if (!title) title = display_.ReadProperty(id, name_, kMaxPropertyBytes);
  return title ? CleanText(*title, kMaxTextBytes) : std::string();
}

X11Window X11Windows::Read(X11WindowId id) const {
  X11Window window;
  window.id = id;
  window.title = ReadTitle(id);
  const auto window_class = display_.ReadProperty(id, class_, kMaxPropertyBytes);
  if (window_class) window.window_class = ParseWindowClass(*window_class);
  window.pid = static_cast<uint32_t>(display_.ReadNumber(id, pid_).value_or(0));
  window.dialog = display_.ReadNumber(id, type_).value_or(0) == dialog_type_;
  window.executable = ExecutableOf(window.pid);
  window.version = versions_.Of(window.pid);
  return window;
}

void X11Windows::UpdateClients(bool report) {
  const auto list = display_.ReadProperty(display_.root(), client_list_, kMaxTrackedWindows * 4);
  std::set<X11WindowId> present;
  for (size_t at = 0; list && at + sizeof(X11WindowId) <= list->size(); at += sizeof(X11WindowId)) {
    X11WindowId id = 0;
    std::memcpy(&id, list->data() + at, sizeof(id));
    present.insert(id);
  }
  for (auto at = windows_.begin(); at != windows_.end();) {
    if (present.contains(at->first)) {
      ++at;
      continue;
    }
    const X11Window gone = std::move(at->second);
    at = windows_.erase(at);
    if (report) listener_.closed(gone);
    // Its id may be given to another program's window at once, so the end must be told by itself.
    if (gone.id == active_) {
      active_ = 0;
      listener_.activated(X11Window());
    }
  }
  for (const X11WindowId id : present) {
    if (windows_.contains(id)) continue;
    // Subscribe before reading, so that a title set in between is reported as a change.
    XSelectInput(display_.get(), id, PropertyChangeMask);
    const X11Window& window = windows_[id] = Read(id);
    if (report) listener_.opened(window);
  }
}

void X11Windows::UpdateActive() {
  const X11WindowId id = display_.ReadNumber(display_.root(), active_window_).value_or(0);
  if (id == active_) return;
  if (id != 0 && !windows_.contains(id)) UpdateClients(/*report=*/true);
  active_ = windows_.contains(id) ? id : 0;
  listener_.activated(active_ == 0 ? X11Window() : windows_[active_]);
}

const X11Window* X11Windows::active() const {
  const auto found = windows_.find(active_);
  return found == windows_.end() ? nullptr : &found->second;
}

const X11Window* X11Windows::Find(X11WindowId id) const {
  const auto found = windows_.find(id);
  return found == windows_.end() ? nullptr : &found->second;
}

void X11Windows::Handle(const _XEvent& event) {
  if (event.type != PropertyNotify) return;
  const XPropertyEvent& change = event.xproperty;
  if (change.window == display_.root()) {
    if (change.atom == client_list_) UpdateClients(/*report=*/true);
    if (change.atom == client_list_ || change.atom == active_window_) UpdateActive();
    return;
  }
  const auto window = windows_.find(change.window);
  if (window == windows_.end()) return;
  if (change.atom == class_ || change.atom == pid_) {
    window->second = Read(change.window);
  }
  if (change.atom == net_name_ || change.atom == name_) {
    std::string title = ReadTitle(change.window);
    if (title == window->second.title) return;
    window->second.title = std::move(title);
    listener_.retitled(window->second);
  }
}

}  // namespace adit
