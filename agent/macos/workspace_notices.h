// WorkspaceNotices: which application is in front, which ended, and whether the screen is locked,
// from NSWorkspace and the login window. Needs no permission.
#pragma once

#include <functional>
#include <memory>

#include "agent/macos/ax_signal.h"

namespace adit {

// Subscribed from construction to destruction.
class WorkspaceNotices {
 public:
  virtual ~WorkspaceNotices() = default;
};

// `on_notice` is called on the main thread, at first for the application in front, and never after
// destruction.
[[nodiscard]] std::unique_ptr<WorkspaceNotices> WatchWorkspace(
    std::function<void(AxNotice, AxApplication)> on_notice);

}  // namespace adit
