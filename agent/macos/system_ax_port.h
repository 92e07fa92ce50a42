// SystemAxPort: AxPort over the accessibility interface of macOS. Subscriptions are served by the
// run loop of the main thread, questions are asked on the caller's.
#pragma once

#include <functional>
#include <memory>

#include "agent/macos/ax_port.h"
#include "agent/macos/ax_signal.h"

namespace adit {

// `on_notice` is called on the main thread, also until Detach of its program has returned, and must
// only queue.
[[nodiscard]] std::unique_ptr<AxPort> MakeSystemAxPort(
    std::function<void(AxNotice, int32_t pid, AxHandle)> on_notice);

}  // namespace adit
