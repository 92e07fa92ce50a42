// AxSignal: what macOS calls us with, as a small record for the queue between its run loop and the
// thread that reads.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "agent/macos/ax_port.h"

namespace adit {

inline constexpr size_t kMaxWaitingAxSignals = 4096;

enum class AxNotice : uint8_t {
  kActivated,   // NSWorkspace: `application` came to the front
  kTerminated,  // NSWorkspace
  kLocked,
  kUnlocked,
  kFocusedWindow,
  kWindowCreated,
  kSheetCreated,
  kTitle,
  kFocusedElement,
  kValue,
  kSelection,
  kMenuItem,
};

// Those that AXObserverAddNotification is called with, by the names of AXNotificationConstants.h.
// Neither moves nor sizes of windows: they come by the hundred and say nothing of the work.
inline constexpr std::array<std::pair<std::string_view, AxNotice>, 11> kAxNotices = {{
    {"AXFocusedWindowChanged", AxNotice::kFocusedWindow},
    {"AXMainWindowChanged", AxNotice::kFocusedWindow},
    {"AXWindowCreated", AxNotice::kWindowCreated},
    {"AXSheetCreated", AxNotice::kSheetCreated},
    {"AXTitleChanged", AxNotice::kTitle},
    {"AXFocusedUIElementChanged", AxNotice::kFocusedElement},
    {"AXValueChanged", AxNotice::kValue},
    {"AXSelectedRowsChanged", AxNotice::kSelection},
    {"AXSelectedChildrenChanged", AxNotice::kSelection},
    {"AXSelectedCellsChanged", AxNotice::kSelection},
    {"AXMenuItemSelected", AxNotice::kMenuItem},
}};

struct AxSignal {
  AxNotice notice = AxNotice::kActivated;
  int32_t pid = 0;
  AxHandle element;           // notices of an observer
  AxApplication application;  // kActivated
  Moment when;
};

}  // namespace adit
