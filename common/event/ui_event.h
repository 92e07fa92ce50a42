// UiEvent: what a capture source saw, before masking. Lives only between a source and the scrub step.
#pragma once

#include <string>
#include <utility>

#include "common/event/event_fields.h"

namespace adit {

// Text as it stood on a screen. It cannot be printed, compared, logged or sent by accident: the only
// way to its characters is the function with the long name, which privacy/ and the sources alone may
// call (a tidy test reads the tree for others).
class RawText {
 public:
  RawText() = default;
  explicit RawText(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& UnmaskedForScrub() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

// Limits of the texts below, in bytes of UTF-8; sources truncate at a character border.
inline constexpr size_t kMaxTextBytes = 2048;
inline constexpr size_t kMaxElementPathBytes = 512;

// Each text's source per operating system and its masking: docs/formats/events.md.
struct UiEvent {
  EventFields fields;

  RawText app_name;        // "LibreOffice Calc"
  RawText app_version;     // "7.4.7", empty when unknown
  RawText app_executable;  // base name, "soffice.bin"
  RawText window_title;
  RawText window_role;     // "frame", "dialog"
  RawText document;        // URL or file path of the document in the window
  RawText element_role;    // "push button", "entry"
  RawText element_name;    // label
  RawText element_id;      // stable identifier given by the application's developer
  RawText element_path;    // roles of the ancestors, outermost first, "frame/panel/form"
  // Chord ("Ctrl+C"), menu path, dialog kind, reason of a gap, level of a degradation.
  RawText detail;

  // Clipboard content of a copy or paste, at most kMaxTextBytes; becomes a keyed fingerprint in the
  // scrub step and is wiped there. Empty for every other action.
  RawText content;
  // The element is a password field or the window is private: the scrub step keeps only existence.
  bool secret = false;
};

}  // namespace adit
