#include "agent/capture/desktop_signal.h"

namespace adit {

std::string_view ControlRoleName(ControlRole role) {
  switch (role) {
    case ControlRole::kUnknown:
      return "unknown";
    case ControlRole::kWindow:
      return "frame";
    case ControlRole::kPane:
      return "panel";
    case ControlRole::kMenuBar:
      return "menu bar";
    case ControlRole::kMenu:
      return "popup menu";
    case ControlRole::kMenuItem:
      return "menu item";
    case ControlRole::kDocument:
      return "document frame";
    case ControlRole::kCell:
      return "table cell";
    case ControlRole::kRow:
      return "table row";
    case ControlRole::kLink:
      return "link";
    case ControlRole::kList:
      return "list";
    case ControlRole::kListItem:
      return "list item";
    case ControlRole::kTreeItem:
      return "tree item";
    case ControlRole::kTab:
      return "page tab";
    case ControlRole::kLabel:
      return "label";
    case ControlRole::kText:
      return "text";
    case ControlRole::kButton:
      return "push button";
    case ControlRole::kCheckBox:
      return "check box";
    case ControlRole::kRadioButton:
      return "radio button";
    case ControlRole::kComboBox:
      return "combo box";
  }
  return "unknown";
}

}  // namespace adit
