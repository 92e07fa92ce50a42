// The source of this operating system's desktop; one body an OS, chosen by the build list.
#pragma once

#include <memory>

#include "agent/capture/capture_source.h"
#include "common/base/clock.h"

namespace adit {

// kUnavailable on systems whose desktop this build cannot record. `clock` must outlive the source.
[[nodiscard]] Result<std::unique_ptr<CaptureSource>> MakeLiveSource(Clock& clock);

}  // namespace adit
