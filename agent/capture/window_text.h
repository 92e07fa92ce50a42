// Readings of window properties that need no display: WM_CLASS, titles, private windows, dialogs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace adit {

// WM_CLASS holds two strings, each ended by a zero byte (ICCCM 4.1.2.5).
struct WindowClass {
  std::string instance;  // "Navigator"
  std::string name;      // "firefox-esr"; the application's name for policies
};

// Tolerates missing terminators and extra bytes; a part that is not UTF-8 is read as Latin-1. Each
// part is cut at 256 bytes.
[[nodiscard]] WindowClass ParseWindowClass(std::string_view property);

// ASCII letters in lower case, all else as it is.
[[nodiscard]] std::string AsciiLower(std::string_view text);

// `text` if it is UTF-8, else its bytes read as Latin-1; control characters become blanks; cut at
// `max_bytes` at a character border.
[[nodiscard]] std::string CleanText(std::string_view text, size_t max_bytes);

// True when the title says that the browser keeps no history ("New Tab - Chromium (Incognito)",
// "… — Mozilla Firefox Private Browsing"), in the languages browsers ship most. Errs towards true.
[[nodiscard]] bool IsPrivateWindowTitle(std::string_view title);

// True for the browsers whose X11 titles never tell of a private window (the Chromium family), by
// WM_CLASS: their windows are private until the accessibility bus says otherwise.
[[nodiscard]] bool HidesPrivateWindows(std::string_view class_name);

enum class DialogKind : uint8_t { kNone, kOpen, kSave, kPrint };

// What a dialog is for, from its title in the languages desktops ship most; kNone when unknown.
[[nodiscard]] DialogKind DialogKindOfTitle(std::string_view title);

}  // namespace adit
