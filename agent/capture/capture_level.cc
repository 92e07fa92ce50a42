#include "agent/capture/capture_level.h"

#include "agent/capture/replay_source.h"

namespace adit {
namespace {

constexpr std::string_view kNames[kCaptureLevelCount] = {"full", "no_values", "focus_and_window",
                                                         "window_only", "paused"};

}  // namespace

std::string_view CaptureLevelName(CaptureLevel level) { return kNames[static_cast<size_t>(level)]; }

std::optional<CaptureLevel> ParseCaptureLevel(std::string_view name) {
  for (int i = 0; i < kCaptureLevelCount; ++i) {
    if (kNames[i] == name) return static_cast<CaptureLevel>(i);
  }
  return std::nullopt;
}

bool IsWantedAt(CaptureLevel level, ActionType action) {
  if (level == CaptureLevel::kFull) return true;
  if (level == CaptureLevel::kPaused) {
    return action == ActionType::kCaptureGap || action == ActionType::kDegradation;
  }
  switch (action) {
    case ActionType::kValueCommit:
    case ActionType::kSelection:
    case ActionType::kToggle:
    case ActionType::kCopy:
    case ActionType::kPaste:
      return false;
    case ActionType::kElementFocus:
      return level <= CaptureLevel::kFocusAndWindow;
    case ActionType::kClick:
    case ActionType::kSecondaryClick:
    case ActionType::kDoubleClick:
    case ActionType::kInvoke:
    case ActionType::kCommand:
    case ActionType::kScroll:
    case ActionType::kUnknown:
      return level <= CaptureLevel::kNoValues;
    default:
      return true;
  }
}

}  // namespace adit
