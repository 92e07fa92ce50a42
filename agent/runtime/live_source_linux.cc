#include <cstdlib>
#include <utility>

#include "agent/linux/linux_source.h"
#include "agent/runtime/live_source.h"

namespace adit {

Result<std::unique_ptr<CaptureSource>> MakeLiveSource(const LiveSourceOptions& options,
                                                      Clock& clock) {
  LinuxSourceOptions linux_options;
  linux_options.function_keys = options.function_keys;
  return MakeLinuxSource(std::move(linux_options), clock);
}

std::string_view LiveSourceName() { return "linux"; }

DesktopLack FindDesktopLack() {
  if (std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY")) return {};
  return {"neither DISPLAY nor WAYLAND_DISPLAY is set: there is no desktop here",
          "start the agent inside the desktop session (systemctl --user enable --now adit-agent)"};
}

}  // namespace adit
