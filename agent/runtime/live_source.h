// The source of this operating system's desktop; one body an OS, chosen by the build list.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "agent/capture/capture_source.h"
#include "common/base/clock.h"

namespace adit {

struct LiveSourceOptions {
  bool function_keys = false;  // setting capture.function_keys
};

// kUnavailable on systems whose desktop this build cannot record. `clock` must outlive the source.
[[nodiscard]] Result<std::unique_ptr<CaptureSource>> MakeLiveSource(
    const LiveSourceOptions& options, Clock& clock);
// "linux", "windows"; "none" where there is none.
[[nodiscard]] std::string_view LiveSourceName();
// What this process lacks to be inside a desktop session at all, as two sentences; empty when it is.
struct DesktopLack {
  std::string found;
  std::string remedy;
};
[[nodiscard]] DesktopLack FindDesktopLack();

}  // namespace adit
