#include "agent/windows/automation_role.h"

#include <array>

namespace adit {
namespace {

constexpr int32_t kFirst = 50000;  // UIA_ButtonControlTypeId; the others follow without gaps

using enum ControlRole;
// In the order of the numbers.
constexpr std::array<ControlRole, 41> kRoles = {
    kButton,   kUnknown,   kCheckBox, kComboBox,    kText,    // Button Calendar CheckBox ComboBox Edit
    kLink,     kUnknown,   kListItem, kList,        kMenu,    // Hyperlink Image ListItem List Menu
    kMenuBar,  kMenuItem,  kUnknown,  kRadioButton, kUnknown, // MenuBar MenuItem ProgressBar RadioButton ScrollBar
    kUnknown,  kUnknown,   kUnknown,  kPane,        kTab,     // Slider Spinner StatusBar Tab TabItem
    kLabel,    kPane,      kUnknown,  kList,        kTreeItem,// Text ToolBar ToolTip Tree TreeItem
    kPane,     kPane,      kUnknown,  kList,        kRow,     // Custom Group Thumb DataGrid DataItem
    kDocument, kButton,    kWindow,   kPane,        kPane,    // Document SplitButton Window Pane Header
    kCell,     kList,      kUnknown,  kUnknown,     kUnknown, // HeaderItem Table TitleBar Separator SemanticZoom
    kPane,                                                    // AppBar
};

}  // namespace

ControlRole RoleOfAutomation(int32_t control_type) {
  if (control_type < kFirst || control_type >= kFirst + static_cast<int32_t>(kRoles.size())) {
    return kUnknown;
  }
  return kRoles[static_cast<size_t>(control_type - kFirst)];
}

}  // namespace adit
