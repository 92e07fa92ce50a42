// Desktop signals: what the Windows glue reads from the system, as plain values that tests can
// write down. Nothing here is sent or kept.
#pragma once

#include <cstdint>
#include <string>

#include "agent/capture/value_shape.h"
#include "common/event/action_type.h"

namespace adit {

// A top-level window.
struct WindowSnapshot {
  uint64_t id = 0;  // HWND; 0: none
  std::string title;
  std::string class_name;  // "#32770" is a dialog
  std::string executable;  // base name, "notepad.exe"; empty when the process is not ours to see

  friend bool operator==(const WindowSnapshot&, const WindowSnapshot&) = default;
};

// Numbers of Microsoft Active Accessibility (oleacc.h); only those the code asks for.
inline constexpr uint32_t kMsaaMenuBar = 2;
inline constexpr uint32_t kMsaaWindow = 9;
inline constexpr uint32_t kMsaaClient = 10;
inline constexpr uint32_t kMsaaMenuPopup = 11;
inline constexpr uint32_t kMsaaMenuItem = 12;
inline constexpr uint32_t kMsaaDocument = 15;
inline constexpr uint32_t kMsaaPane = 16;
inline constexpr uint32_t kMsaaCell = 29;
inline constexpr uint32_t kMsaaRow = 28;
inline constexpr uint32_t kMsaaLink = 30;
inline constexpr uint32_t kMsaaList = 33;
inline constexpr uint32_t kMsaaListItem = 34;
inline constexpr uint32_t kMsaaOutlineItem = 36;
inline constexpr uint32_t kMsaaPageTab = 37;
inline constexpr uint32_t kMsaaStaticText = 41;
inline constexpr uint32_t kMsaaText = 42;
inline constexpr uint32_t kMsaaPushButton = 43;
inline constexpr uint32_t kMsaaCheckButton = 44;
inline constexpr uint32_t kMsaaRadioButton = 45;
inline constexpr uint32_t kMsaaComboBox = 46;

// An element as the glue read it: never its value, only the value's shape.
struct ElementSnapshot {
  uint32_t role = 0;          // as above
  std::string name;           // label
  std::string id;             // "Edit:1001": class and control id given by the developer
  std::string path;           // classes of the windows around it, outermost first
  bool is_protected = false;  // password field, by state or style
  bool has_shape = false;     // a text field whose value could be read
  ValueShape shape;

  friend bool operator==(const ElementSnapshot& a, const ElementSnapshot& b) {
    return a.role == b.role && a.name == b.name && a.id == b.id && a.path == b.path;
  }
};

struct ClipboardSnapshot {
  ContentKind kind = ContentKind::kOther;
  uint64_t size_bytes = 0;
  std::string text;         // at most kMaxTextBytes, for the keyed fingerprint of the scrub step
  bool is_private = false;  // a password manager asked not to look
};

struct Moment {
  int64_t wall_us = 0;
  int64_t monotonic_us = 0;
};

// "push button"; the names that the Linux source gives the same control.
[[nodiscard]] std::string_view MsaaRoleName(uint32_t role);

}  // namespace adit
