// Desktop signals: what the glue of an operating system reads, as plain values that tests can write
// down. Nothing here is sent or kept.
#pragma once

#include <cstdint>
#include <string>

#include "agent/capture/value_shape.h"
#include "common/event/action_type.h"

namespace adit {

// A top-level window.
struct WindowSnapshot {
  uint64_t id = 0;  // 0: none
  std::string title;
  std::string executable;   // "notepad.exe", "com.apple.TextEdit"; empty when it cannot be told
  std::string application;  // empty: the executable's name without ".exe"
  std::string version;
  std::string document;
  bool is_dialog = false;
  bool is_private = false;  // nothing but existence may be told

  friend bool operator==(const WindowSnapshot&, const WindowSnapshot&) = default;
};

// What an element is; each system's numbers and names are mapped to these.
enum class ControlRole : uint8_t {
  kUnknown,
  kWindow,
  kPane,
  kMenuBar,
  kMenu,
  kMenuItem,
  kDocument,
  kCell,
  kRow,
  kLink,
  kList,
  kListItem,
  kTreeItem,
  kTab,
  kLabel,
  kText,
  kButton,
  kCheckBox,
  kRadioButton,
  kComboBox,
};
// "push button"; the names that the Linux source gives the same control.
[[nodiscard]] std::string_view ControlRoleName(ControlRole role);

// An element as the glue read it: never its value, only the value's shape.
struct ElementSnapshot {
  ControlRole role = ControlRole::kUnknown;
  std::string name;           // label
  std::string id;             // given by the developer: "Edit:1001", an AXIdentifier
  std::string path;           // what is around it, outermost first
  bool is_protected = false;  // password field
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

}  // namespace adit
