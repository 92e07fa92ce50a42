#include "agent/linux/desktop_state.h"

#include <limits.h>
#include <unistd.h>

#include <string_view>

namespace adit {

std::string ExecutableOf(uint32_t pid) {
  if (pid == 0) return {};
  char target[PATH_MAX];
  const std::string link = "/proc/" + std::to_string(pid) + "/exe";
  const ssize_t size = readlink(link.c_str(), target, sizeof(target));
  if (size <= 0) return {};
  std::string_view path(target, static_cast<size_t>(size));
  constexpr std::string_view kDeleted = " (deleted)";  // the program was updated while it ran
  if (path.ends_with(kDeleted)) path.remove_suffix(kDeleted.size());
  const size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

void DesktopState::SetActive(const WindowContext& window) {
  active_ = window;
  if (window.pid == 0) return;
  if (by_pid_.size() >= kMaxRememberedWindows && !by_pid_.contains(window.pid)) {
    by_pid_.erase(by_pid_.begin());
  }
  by_pid_[window.pid] = window;
}

const WindowContext* DesktopState::LastWindowOf(uint32_t pid) const {
  const auto found = by_pid_.find(pid);
  return found == by_pid_.end() ? nullptr : &found->second;
}

void DesktopState::SetRole(uint32_t pid, const std::string& role) {
  if (active_.pid == pid) active_.role = role;
  const auto found = by_pid_.find(pid);
  if (found != by_pid_.end()) found->second.role = role;
}

UiEvent DesktopState::NewEvent(ActionType action) const {
  UiEvent event;
  event.fields.action = action;
  event.fields.wall_us = clock_.WallMicros();
  event.fields.monotonic_us = clock_.MonotonicMicros();
  event.fields.monitor = monitor_;
  Describe(event, active_);
  return event;
}

void DesktopState::Describe(UiEvent& event, const WindowContext& window) {
  event.app_name = RawText(window.app_name);
  event.app_executable = RawText(window.app_executable);
  event.app_version = RawText(window.app_version ? window.app_version->Text() : std::string());
  event.window_title = RawText(window.title);
  event.window_role = RawText(window.role);
  event.secret = window.secret;
  if (window.secret) MakeSecret(event);
}

void DesktopState::MakeSecret(UiEvent& event) {
  event.secret = true;
  event.window_title = RawText();
  event.document = RawText();
  event.element_name = RawText();
  event.element_id = RawText();
  event.element_path = RawText();
  event.content = RawText();
  event.fields.value_class = ValueClass::kNone;
  event.fields.value_length_bucket = 0;
  event.fields.content_kind = ContentKind::kNone;
  event.fields.content_size_bucket = 0;
}

}  // namespace adit
