// LinuxSource: what a person does on a Linux desktop, from X11 or Wayland and the accessibility
// bus.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "agent/capture/capture_source.h"
#include "common/base/clock.h"

namespace adit {

struct LinuxSourceOptions {
  // No input for this long begins an idle period.
  int64_t idle_after_us = 60'000'000;
  // X display; empty = $DISPLAY.
  std::string display;
  // Also tell F1 to F24 and Escape pressed without Ctrl, Alt or Super (X11Input says at what price).
  bool function_keys = false;
};

// One thread of its own polls the X connection, the Wayland connection and three D-Bus connections;
// it never waits for an answer. `clock` must outlive the source.
[[nodiscard]] std::unique_ptr<CaptureSource> MakeLinuxSource(LinuxSourceOptions options,
                                                             Clock& clock);

}  // namespace adit
