#include "agent/windows/desktop_signal.h"

namespace adit {

std::string_view MsaaRoleName(uint32_t role) {
  switch (role) {
    case kMsaaMenuBar:
      return "menu bar";
    case kMsaaWindow:
      return "frame";
    case kMsaaClient:
    case kMsaaPane:
      return "panel";
    case kMsaaMenuPopup:
      return "popup menu";
    case kMsaaMenuItem:
      return "menu item";
    case kMsaaDocument:
      return "document frame";
    case kMsaaCell:
      return "table cell";
    case kMsaaRow:
      return "table row";
    case kMsaaLink:
      return "link";
    case kMsaaList:
      return "list";
    case kMsaaListItem:
      return "list item";
    case kMsaaOutlineItem:
      return "tree item";
    case kMsaaPageTab:
      return "page tab";
    case kMsaaStaticText:
      return "label";
    case kMsaaText:
      return "text";
    case kMsaaPushButton:
      return "push button";
    case kMsaaCheckButton:
      return "check box";
    case kMsaaRadioButton:
      return "radio button";
    case kMsaaComboBox:
      return "combo box";
    default:
      return "unknown";
  }
}

}  // namespace adit
