// AutomationReader: elements by UI Automation, for programs of which Active Accessibility tells
// nothing but "a window's inside" (WPF, WinUI, Electron's frames).
#pragma once

#include <memory>
#include <optional>

#include "agent/capture/desktop_signal.h"

namespace adit {

inline constexpr unsigned kAutomationConnectMs = 300;
inline constexpr unsigned kAutomationAnswerMs = 500;

// Asked at a change of focus and at a click, one element and one question at a time; it subscribes
// to no events, so a storm of them reaches nobody. Never a value. One thread, in the multithreaded
// apartment, which must outlive it.
class AutomationReader {
 public:
  // Null where the system has no UI Automation (wine 8).
  [[nodiscard]] static std::unique_ptr<AutomationReader> Create();
  virtual ~AutomationReader() = default;
  // Nothing unless it belongs to the process of `window` (HWND).
  [[nodiscard]] virtual std::optional<ElementSnapshot> Focused(uint64_t window) = 0;
  [[nodiscard]] virtual std::optional<ElementSnapshot> At(int x, int y, uint64_t window) = 0;
};

}  // namespace adit
