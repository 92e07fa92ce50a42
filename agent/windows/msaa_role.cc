#include "agent/windows/msaa_role.h"

namespace adit {

// Numbers as in oleacc.h, written out so that this compiles everywhere.
ControlRole RoleOfMsaa(uint32_t role) {
  switch (role) {
    case 2:
      return ControlRole::kMenuBar;
    case 9:
      return ControlRole::kWindow;
    case 10:  // the inside of a window
    case 16:
      return ControlRole::kPane;
    case 11:
      return ControlRole::kMenu;
    case 12:
      return ControlRole::kMenuItem;
    case 15:
      return ControlRole::kDocument;
    case 28:
      return ControlRole::kRow;
    case 29:
      return ControlRole::kCell;
    case 30:
      return ControlRole::kLink;
    case 33:
      return ControlRole::kList;
    case 34:
      return ControlRole::kListItem;
    case 36:
      return ControlRole::kTreeItem;
    case 37:
      return ControlRole::kTab;
    case 41:
      return ControlRole::kLabel;
    case 42:
      return ControlRole::kText;
    case 43:
      return ControlRole::kButton;
    case 44:
      return ControlRole::kCheckBox;
    case 45:
      return ControlRole::kRadioButton;
    case 46:
      return ControlRole::kComboBox;
    default:
      return ControlRole::kUnknown;
  }
}

}  // namespace adit
