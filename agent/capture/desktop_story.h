// DesktopStory: turns what the glue of an operating system read into events of work. Knows no
// system: tests tell it written sequences.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "agent/capture/capture_level.h"
#include "agent/capture/coalescer.h"
#include "agent/capture/desktop_signal.h"

namespace adit {

enum class MouseAction : uint8_t { kPrimary, kSecondary, kWheel };

// Order of calls is order of happening. A private window and a protected element give events
// without texts. One thread.
class DesktopStory {
 public:
  using Emit = std::function<void(UiEvent)>;
  explicit DesktopStory(Emit emit);

  void SetLevel(CaptureLevel level) { level_ = level; }
  void SetMonitor(MonitorClass monitor) { monitor_ = monitor; }

  // The window in front; id 0 for none (a secure desktop, a switch under way).
  void Foreground(Moment now, const WindowSnapshot& window);
  void Retitled(Moment now, const WindowSnapshot& window);
  // The element with the keyboard focus, null when it cannot be told. Its shape is what it held on
  // arrival.
  void Focus(Moment now, const ElementSnapshot* element);
  // The field with the focus holds this now: after a change, and when it is left.
  void Value(Moment now, const ElementSnapshot& element);
  void Selected(Moment now, const ElementSnapshot& element);
  // A menu entry was highlighted; the menu closing after a click or Enter carries it out.
  void MenuHighlighted(const ElementSnapshot& element) { menu_entry_ = element; }
  void MenuClosed(Moment now, bool chosen);
  // A menu entry was carried out, for systems that tell so.
  void Invoked(Moment now, const ElementSnapshot& element);
  // A check box or radio button changed its state.
  void Toggled(Moment now, const ElementSnapshot& element);
  // A mouse button went down on an element (null: unknown) of `window`.
  void Mouse(Moment now, MouseAction action, const WindowSnapshot& window,
             const ElementSnapshot* element);
  void Copied(Moment now, const ClipboardSnapshot& content);
  void Idle(Moment since, int64_t duration_us, bool begins);
  void Locked(Moment now, bool locked, int64_t duration_us);
  void Gap(Moment since, const std::string& reason, int64_t duration_us, uint32_t count);
  void Tick(int64_t monotonic_us) { coalescer_.Tick(monotonic_us); }
  void Flush() { coalescer_.Flush(); }

 private:
  [[nodiscard]] UiEvent NewEvent(Moment now, ActionType action) const;
  void Describe(UiEvent& event, const WindowSnapshot& window) const;
  void Describe(UiEvent& event, const ElementSnapshot& element) const;
  void Hand(UiEvent event);

  Coalescer coalescer_;
  CaptureLevel level_ = CaptureLevel::kFull;
  MonitorClass monitor_ = MonitorClass::kUnknown;
  uint32_t session_ = 1;
  WindowSnapshot active_;
  bool locked_ = false;
  std::optional<ElementSnapshot> focus_;
  std::optional<ElementSnapshot> menu_entry_;
  std::optional<ElementSnapshot> clicked_;
  int64_t clicked_us_ = 0;
};

}  // namespace adit
