// MacosSource: what a person does on a Mac, from NSWorkspace and accessibility observers.
#pragma once

#include <memory>

#include "agent/capture/capture_source.h"
#include "common/base/clock.h"

namespace adit {

// The run loop of the main thread calls and only queues; one thread of its own reads and tells.
// REQUIRES: the main thread runs its loop (agent/runtime/main_thread.h). `clock` must outlive it.
[[nodiscard]] std::unique_ptr<CaptureSource> MakeMacosSource(Clock& clock);

}  // namespace adit
