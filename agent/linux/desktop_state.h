// DesktopState: which application and window a person works in, as every event repeats it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "agent/linux/program_versions.h"
#include "common/base/clock.h"
#include "common/event/ui_event.h"

namespace adit {

inline constexpr size_t kMaxRememberedWindows = 128;

struct WindowContext {
  uint32_t pid = 0;
  std::string app_name;
  std::string app_executable;
  std::string title;
  std::string role;
  bool secret = false;  // a private window: only its existence is told
  std::shared_ptr<const ProgramVersion> app_version;  // null when there is none
};

// Base name of the program behind a process id; empty when it is gone or not ours to see.
[[nodiscard]] std::string ExecutableOf(uint32_t pid);

// One thread.
class DesktopState {
 public:
  DesktopState(Clock& clock, MonitorClass monitor) : clock_(clock), monitor_(monitor) {}

  // The window in front, or an empty context for none.
  void SetActive(const WindowContext& window);
  [[nodiscard]] const WindowContext& active() const { return active_; }
  // The window of `pid` that was in front last; null when none was.
  [[nodiscard]] const WindowContext* LastWindowOf(uint32_t pid) const;
  void SetRole(uint32_t pid, const std::string& role);
  void ForgetProcess(uint32_t pid) { by_pid_.erase(pid); }

  // An event of now, in the window in front.
  [[nodiscard]] UiEvent NewEvent(ActionType action) const;
  // Describes `event` as happening in `window`.
  static void Describe(UiEvent& event, const WindowContext& window);
  // Takes everything but existence from an event.
  static void MakeSecret(UiEvent& event);

 private:
  Clock& clock_;
  MonitorClass monitor_;
  WindowContext active_;
  std::map<uint32_t, WindowContext> by_pid_;
};

}  // namespace adit
