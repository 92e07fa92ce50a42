#include "agent/macos/ax_role.h"

namespace adit {
namespace {

struct NamedRole {
  std::string_view name;
  ControlRole role;
};

constexpr NamedRole kSubroles[] = {
    {"AXTabButton", ControlRole::kTab},   {"AXOutlineRow", ControlRole::kTreeItem},
    {"AXTextLink", ControlRole::kLink},   {"AXToggle", ControlRole::kCheckBox},
    {"AXSwitch", ControlRole::kCheckBox}, {"AXSearchField", ControlRole::kText},
};

constexpr NamedRole kRoles[] = {
    {"AXWindow", ControlRole::kWindow},
    {"AXSheet", ControlRole::kWindow},
    {"AXDrawer", ControlRole::kWindow},
    {"AXGroup", ControlRole::kPane},
    {"AXScrollArea", ControlRole::kPane},
    {"AXSplitGroup", ControlRole::kPane},
    {"AXLayoutArea", ControlRole::kPane},
    {"AXToolbar", ControlRole::kPane},
    {"AXBrowser", ControlRole::kList},
    {"AXList", ControlRole::kList},
    {"AXTable", ControlRole::kList},
    {"AXOutline", ControlRole::kList},
    {"AXMenuBar", ControlRole::kMenuBar},
    {"AXMenu", ControlRole::kMenu},
    {"AXMenuItem", ControlRole::kMenuItem},
    {"AXMenuBarItem", ControlRole::kMenuItem},
    {"AXWebArea", ControlRole::kDocument},
    {"AXCell", ControlRole::kCell},
    {"AXRow", ControlRole::kRow},
    {"AXLink", ControlRole::kLink},
    {"AXStaticText", ControlRole::kLabel},
    {"AXTextField", ControlRole::kText},
    {"AXTextArea", ControlRole::kText},
    {"AXDateField", ControlRole::kText},
    {"AXTimeField", ControlRole::kText},
    {"AXComboBox", ControlRole::kComboBox},
    {"AXPopUpButton", ControlRole::kComboBox},
    {"AXButton", ControlRole::kButton},
    {"AXMenuButton", ControlRole::kButton},
    {"AXDisclosureTriangle", ControlRole::kButton},
    {"AXCheckBox", ControlRole::kCheckBox},
    {"AXRadioButton", ControlRole::kRadioButton},
};

}  // namespace

ControlRole RoleOfAx(std::string_view role, std::string_view subrole) {
  for (const NamedRole& known : kSubroles) {
    if (subrole == known.name) return known.role;
  }
  for (const NamedRole& known : kRoles) {
    if (role == known.name) return known.role;
  }
  return ControlRole::kUnknown;
}

bool IsSecureField(const AxElementFacts& facts) {
  return facts.subrole == "AXSecureTextField" || facts.role == "AXSecureTextField";
}

bool IsDialogSubrole(std::string_view subrole) {
  return subrole == "AXDialog" || subrole == "AXSystemDialog" || subrole == "AXSheet";
}

}  // namespace adit
