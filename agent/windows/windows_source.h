// WindowsSource: what a person does on a Windows desktop, from event hooks, raw input and Active
// Accessibility.
#pragma once

#include <cstdint>
#include <memory>

#include "agent/capture/capture_source.h"
#include "common/base/clock.h"

namespace adit {

// Two threads: one that the system calls and that only queues, one that reads and tells. `clock`
// must outlive the source.
[[nodiscard]] std::unique_ptr<CaptureSource> MakeWindowsSource(Clock& clock);

}  // namespace adit
