#include <cstdlib>

#include "agent/linux/linux_source.h"
#include "agent/runtime/live_source.h"

namespace adit {

Result<std::unique_ptr<CaptureSource>> MakeLiveSource(Clock& clock) {
  return MakeLinuxSource({}, clock);
}

std::string_view LiveSourceName() { return "linux"; }

DesktopLack FindDesktopLack() {
  if (std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY")) return {};
  return {"neither DISPLAY nor WAYLAND_DISPLAY is set: there is no desktop here",
          "start the agent inside the desktop session (systemctl --user enable --now adit-agent)"};
}

}  // namespace adit
