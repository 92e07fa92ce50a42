// X11Idle: time since the last input and the number of screens of an X desktop.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/linux/x11_display.h"
#include "common/event/action_type.h"

namespace adit {

// Milliseconds since the last key or mouse input; nothing when the server lacks MIT-SCREEN-SAVER.
[[nodiscard]] std::optional<int64_t> ReadIdleMs(const X11Display& display);

// How many monitors, coarsely. kRemote in sessions of xrdp, X2Go, VNC or a display on another host.
[[nodiscard]] MonitorClass ReadMonitorClass(const X11Display& display);

}  // namespace adit
