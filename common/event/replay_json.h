// Replay lines: UiEvents as JSON lines, the form of recorded and simulated input for the agent
// (docs/formats/replay.md). They hold unmasked text: made for test data, never for real people.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/event/ui_event.h"

namespace adit {

// The first line of a replay file: {"replay":1}
inline constexpr std::string_view kReplayHeader = R"({"replay":1})";
inline constexpr size_t kMaxReplayLineBytes = 64 * 1024;

// One line without its line feed; default values are left out.
[[nodiscard]] std::string ToReplayLine(const UiEvent& event);

// Keys are UiEvent's and EventFields' names; "time" (RFC 3339) may stand for "wall_us"; "truth" is
// skipped (ground truth of a simulation). Unknown keys, wrong types, texts over their limit and
// invalid UTF-8 are errors that name the key.
[[nodiscard]] Result<UiEvent> ParseReplayLine(std::string_view line);

// Checks the first line: its version must be known.
[[nodiscard]] Status CheckReplayHeader(std::string_view line);

}  // namespace adit
