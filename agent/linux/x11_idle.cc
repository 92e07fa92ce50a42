#include "agent/linux/x11_idle.h"

#include <X11/Xlib.h>
#include <X11/extensions/Xrandr.h>
#include <X11/extensions/scrnsaver.h>

#include <cstdlib>
#include <string_view>

namespace adit {

std::optional<int64_t> ReadIdleMs(const X11Display& display) {
  int event = 0;
  int error = 0;
  if (display.lost() || !XScreenSaverQueryExtension(display.get(), &event, &error))
    return std::nullopt;
  XScreenSaverInfo* info = XScreenSaverAllocInfo();
  if (info == nullptr) return std::nullopt;
  std::optional<int64_t> idle_ms;
  if (XScreenSaverQueryInfo(display.get(), display.root(), info)) {
    idle_ms = static_cast<int64_t>(info->idle);
  }
  XFree(info);
  return idle_ms;
}

MonitorClass ReadMonitorClass(const X11Display& display) {
  for (const char* sign : {"XRDP_SESSION", "X2GO_SESSION", "VNCDESKTOP"}) {
    if (std::getenv(sign) != nullptr) return MonitorClass::kRemote;
  }
  const std::string_view name = XDisplayString(display.get());
  if (!name.starts_with(":") && !name.starts_with("unix:") && !name.starts_with("/")) {
    return MonitorClass::kRemote;
  }
  int event = 0;
  int error = 0;
  if (!XRRQueryExtension(display.get(), &event, &error)) return MonitorClass::kUnknown;
  int count = 0;
  XRRMonitorInfo* monitors = XRRGetMonitors(display.get(), display.root(), True, &count);
  if (monitors != nullptr) XRRFreeMonitors(monitors);
  if (count <= 0) return MonitorClass::kUnknown;
  if (count == 1) return MonitorClass::kSingle;
  return count == 2 ? MonitorClass::kDual : MonitorClass::kMany;
}

}  // namespace adit
