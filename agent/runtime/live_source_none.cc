#include "agent/runtime/live_source.h"

namespace adit {

Result<std::unique_ptr<CaptureSource>> MakeLiveSource(const LiveSourceOptions&, Clock&) {
  return Unavailable(
      "this build has no source for this desktop; play a recording with --source "
      "replay:FILE or a simulation with --source simulate");
}

std::string_view LiveSourceName() { return "none"; }

DesktopLack FindDesktopLack() { return {}; }

}  // namespace adit
