// Reads windows, elements and the clipboard of a Windows desktop. Calls into other programs: only
// programs that answer a probe within kProbeMs are asked at all.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/capture/desktop_signal.h"

namespace adit {

inline constexpr unsigned kProbeMs = 300;

// The top-level window around `window`; nothing for 0 and windows that are gone.
[[nodiscard]] WindowSnapshot ReadWindow(uint64_t window);
[[nodiscard]] uint64_t ForegroundWindow();
// False when the program does not handle its messages.
[[nodiscard]] bool Answers(uint64_t window);

// By Active Accessibility; COM must be initialised on the thread. The value's shape is read for
// text fields that are no password fields, and its characters are overwritten at once.
[[nodiscard]] std::optional<ElementSnapshot> ReadElement(uint64_t window, long object, long child);
struct ElementAtPoint {
  WindowSnapshot window;
  std::optional<ElementSnapshot> element;
};
[[nodiscard]] ElementAtPoint ReadElementAt(int x, int y);

[[nodiscard]] ClipboardSnapshot ReadClipboard();

}  // namespace adit
