#include "agent/macos/macos_source.h"
#include "agent/runtime/live_source.h"

namespace adit {

Result<std::unique_ptr<CaptureSource>> MakeLiveSource(const LiveSourceOptions&, Clock& clock) {
  return MakeMacosSource(clock);
}

std::string_view LiveSourceName() { return "macos"; }

// A process without a window server is told so when the source starts.
DesktopLack FindDesktopLack() { return {}; }

}  // namespace adit
