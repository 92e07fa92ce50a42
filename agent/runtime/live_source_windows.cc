#include "agent/runtime/live_source.h"
#include "agent/windows/windows_source.h"

namespace adit {

Result<std::unique_ptr<CaptureSource>> MakeLiveSource(const LiveSourceOptions&, Clock& clock) {
  return MakeWindowsSource(clock);
}

std::string_view LiveSourceName() { return "windows"; }

// A process without a desktop is told so when the source starts.
DesktopLack FindDesktopLack() { return {}; }

}  // namespace adit
