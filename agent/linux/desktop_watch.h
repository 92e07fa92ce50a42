// DesktopWatch: the sources of one desktop put together; everything that runs on LinuxSource's
// thread.
#pragma once

#include <poll.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/capture/capture_source.h"
#include "agent/capture/coalescer.h"
#include "agent/linux/accessibility_bus.h"
#include "agent/linux/accessibility_watch.h"
#include "agent/linux/dbus_connection.h"
#include "agent/linux/desktop_state.h"
#include "agent/linux/event_sequencer.h"
#include "agent/capture/gap_log.h"
#include "agent/linux/linux_source.h"
#include "agent/linux/program_versions.h"
#include "agent/linux/session_watch.h"
#include "agent/linux/wayland_toplevels.h"
#include "agent/linux/x11_clipboard.h"
#include "agent/linux/x11_display.h"
#include "agent/linux/x11_input.h"
#include "agent/linux/x11_windows.h"

namespace adit {

// Life cycle: Open -> Turn as often as poll(2) or NextDeadlineUs says -> Close; may be opened
// again. One thread at a time.
class DesktopWatch {
 public:
  using Emit = std::function<void(UiEvent)>;
  DesktopWatch(LinuxSourceOptions options, Clock& clock, Emit emit);
  ~DesktopWatch();

  // Connects to what there is, within about 2 s. kUnavailable when there is nothing at all; the
  // message says what to do.
  [[nodiscard]] Status Open();
  // Commits what is open and lets go of everything.
  void Close();
  void SetLevel(CaptureLevel level);

  void AddPollFds(std::vector<pollfd>& fds) const;
  [[nodiscard]] int64_t NextDeadlineUs() const;
  // Handles what has arrived. A failure ends the capture: the desktop is gone.
  [[nodiscard]] Status Turn();

  [[nodiscard]] const CaptureCapabilities& capabilities() const { return capabilities_; }

 private:
  [[nodiscard]] Status OpenX11();
  [[nodiscard]] bool IsWaylandSession() const;
  [[nodiscard]] Status OpenWayland();
  // The window system: what was found, or why there is none.
  [[nodiscard]] Status OpenWindows();
  void OpenBuses();
  void OpenAccessibility();
  void OnAccessibilityBus(Result<std::unique_ptr<DbusConnection>> connected);
  void LoseAccessibility(const std::string& reason);
  void TellCapabilities();

  void OnWindowOpened(const X11Window& window);
  void OnWindowClosed(const X11Window& window);
  void OnWindowActivated(const X11Window& window);
  void OnWindowRetitled(const X11Window& window);
  [[nodiscard]] WindowContext ContextOf(const X11Window& window) const;
  void AddWindowEvent(ActionType action, const X11Window& window);
  void Judge(X11WindowId id);
  void OnVerdict(X11WindowId id, bool is_private);
  void RetryVerdict(int64_t now_us);

  void OnPointer(const PointerPress& press);
  void OnChord(const std::string& chord);
  void OnClipboard(ActionType action);
  void OnLock(bool locked);
  void CheckIdle(int64_t now_us);
  void OnIdle(int64_t idle_ms);
  void EndGap(const std::string& reason);
  void Flush(int64_t now_us);
  void Deliver(UiEvent event);
  void HandleX11(int64_t now_us);

  const LinuxSourceOptions options_;
  Clock& clock_;
  const Emit emit_;
  CaptureLevel level_ = CaptureLevel::kFull;
  CaptureCapabilities capabilities_;

  // Kept from one Open to the next: what is known stays known.
  std::unique_ptr<ProgramVersions> versions_;
  // Destroyed in the opposite order: what refers to a connection comes after it.
  std::unique_ptr<X11Display> display_;
  std::unique_ptr<X11Windows> windows_;
  std::unique_ptr<X11Input> input_;
  std::unique_ptr<X11Clipboard> clipboard_;
  std::unique_ptr<WaylandToplevels> toplevels_;
  std::unique_ptr<DesktopState> desktop_;
  std::unique_ptr<EventSequencer> events_;
  std::unique_ptr<Coalescer> coalescer_;
  std::unique_ptr<DbusConnection> session_bus_;
  std::unique_ptr<DbusConnection> system_bus_;
  std::unique_ptr<SessionWatch> session_;
  std::unique_ptr<AccessibilityBus> accessibility_bus_;
  std::unique_ptr<DbusConnection> accessibility_connection_;
  std::unique_ptr<AccessibilityWatch> accessibility_;

  bool connecting_ = false;
  Status accessibility_status_;
  int64_t retry_us_ = 0;
  GapLog gaps_;
  int64_t next_idle_check_us_ = 0;
  int64_t idle_since_us_ = 0;  // 0 = not idle
  int64_t locked_since_us_ = 0;
  std::map<X11WindowId, int64_t> opened_us_;
  // Windows known to be private (true) or not. A browser's window never changes from one to the
  // other.
  std::map<X11WindowId, bool> verdicts_;
  // Events that wait for the verdict on their window.
  std::vector<std::pair<EventSequencer::Ticket, X11WindowId>> undecided_;
  int64_t next_verdict_us_ = 0;
};

}  // namespace adit
