// CaptureLevel: how much a source looks at; the steps of the degradation ladder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace adit {

// Ordered from everything to nothing. Every change of level is itself an event (kDegradation with
// the new level's name as `detail`).
enum class CaptureLevel : uint8_t {
  kFull = 0,
  kNoValues = 1,        // no value commits, selections, clipboard: no reading of elements' values
  kFocusAndWindow = 2,  // element focus, window and application events, idle and lock
  kWindowOnly = 3,      // window and application events, idle and lock
  kPaused = 4,          // nothing
};
inline constexpr int kCaptureLevelCount = 5;

// "full", "no_values", "focus_and_window", "window_only", "paused".
[[nodiscard]] std::string_view CaptureLevelName(CaptureLevel level);
[[nodiscard]] std::optional<CaptureLevel> ParseCaptureLevel(std::string_view name);

}  // namespace adit
