// The part of DesktopWatch that runs on a Wayland desktop.
#include <cstdlib>
#include <utility>

#include "agent/linux/desktop_watch.h"
#include "agent/capture/window_text.h"

namespace adit {
namespace {

WindowContext ContextOfToplevel(const Toplevel& window) {
  WindowContext context;
  context.app_name = window.app_id;
  context.app_executable = window.app_id;  // the compositor tells nothing closer to the program
  context.title = window.title;
  context.role = "frame";
  // No second source can tell a private window of the Chromium family from others here.
  context.secret = IsPrivateWindowTitle(window.title) || HidesPrivateWindows(window.app_id);
  return context;
}

}  // namespace

bool DesktopWatch::IsWaylandSession() const {
  const char* display = std::getenv("WAYLAND_DISPLAY");
  return options_.display.empty() && display != nullptr && *display != '\0';
}

Status DesktopWatch::OpenWayland() {
  const auto event = [this](ActionType action) {
    return [this, action](const Toplevel& window) {
      UiEvent happened = desktop_->NewEvent(action);
      DesktopState::Describe(happened, ContextOfToplevel(window));
      events_->Add(std::move(happened));
    };
  };
  WaylandToplevels::Listener listener;
  listener.opened = event(ActionType::kWindowOpen);
  listener.closed = event(ActionType::kWindowClose);
  listener.activated = [this](const Toplevel& window) {
    desktop_->SetActive(window.id == 0 ? WindowContext() : ContextOfToplevel(window));
    if (accessibility_ != nullptr) accessibility_->OnActiveWindow();
    if (window.id != 0) events_->Add(desktop_->NewEvent(ActionType::kApplicationFocus));
  };
  listener.retitled = [this](const Toplevel& window) {
    if (!window.active) return;
    desktop_->SetActive(ContextOfToplevel(window));
    events_->Add(desktop_->NewEvent(ActionType::kWindowTitleChange));
  };
  auto connected = WaylandToplevels::Connect(std::move(listener));
  if (!connected.ok()) return connected.status();
  toplevels_ = std::move(connected).value();
  capabilities_.windows = capabilities_.titles = true;
  return OkStatus();
}

}  // namespace adit
