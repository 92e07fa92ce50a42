#include "agent/linux/accessible_role.h"

#include <iterator>

namespace adit {
namespace {

// Index = number on the bus (at-spi2-core, AtspiRole); names as the toolkits spell them.
constexpr std::string_view kRoleNames[] = {
    "invalid",
    "accelerator label",
    "alert",
    "animation",
    "arrow",
    "calendar",
    "canvas",
    "check box",
    "check menu item",
    "color chooser",
    "column header",
    "combo box",
    "date editor",
    "desktop icon",
    "desktop frame",
    "dial",
    "dialog",
    "directory pane",
    "drawing area",
    "file chooser",
    "filler",
    "focus traversable",
    "font chooser",
    "frame",
    "glass pane",
    "html container",
    "icon",
    "image",
    "internal frame",
    "label",
    "layered pane",
    "list",
    "list item",
    "menu",
    "menu bar",
    "menu item",
    "option pane",
    "page tab",
    "page tab list",
    "panel",
    "password text",
    "popup menu",
    "progress bar",
    "push button",
    "radio button",
    "radio menu item",
    "root pane",
    "row header",
    "scroll bar",
    "scroll pane",
    "separator",
    "slider",
    "spin button",
    "split pane",
    "status bar",
    "table",
    "table cell",
    "table column header",
    "table row header",
    "tearoff menu item",
    "terminal",
    "text",
    "toggle button",
    "tool bar",
    "tool tip",
    "tree",
    "tree table",
    "unknown",
    "viewport",
    "window",
    "extended",
    "header",
    "footer",
    "paragraph",
    "ruler",
    "application",
    "autocomplete",
    "editbar",
    "embedded",
    "entry",
    "chart",
    "caption",
    "document frame",
    "heading",
    "page",
    "section",
    "redundant object",
    "form",
    "link",
    "input method window",
    "table row",
    "tree item",
    "document spreadsheet",
    "document presentation",
    "document text",
    "document web",
    "document email",
    "comment",
    "list box",
    "grouping",
    "image map",
    "notification",
    "info bar",
    "level bar",
    "title bar",
    "block quote",
    "audio",
    "video",
    "definition",
    "article",
    "landmark",
    "log",
    "marquee",
    "math",
    "rating",
    "timer",
    "static",
    "math fraction",
    "math root",
    "subscript",
    "superscript",
    "description list",
    "description term",
    "description value",
    "footnote",
    "content deletion",
    "content insertion",
    "mark",
    "suggestion",
    "push button menu",
};

}  // namespace

std::string_view AccessibleRoleName(uint32_t role) {
  return role < std::size(kRoleNames) ? kRoleNames[role] : "unknown";
}

bool IsContainerRole(uint32_t role) {
  switch (role) {
    case kRoleInvalid:
    case kRoleDesktopFrame:
    case kRoleDialog:
    case kRoleFiller:
    case kRoleFrame:
    case kRolePanel:
    case kRoleRootPane:
    case kRoleScrollPane:
    case kRoleSplitPane:
    case kRoleUnknown:
    case kRoleViewport:
    case kRoleWindow:
    case kRoleApplication:
    case kRoleDocumentFrame:
    case kRoleSection:
    case kRoleRedundantObject:
    case kRoleForm:
    case kRoleDocumentWeb:
    case kRoleGrouping:
    case kRoleLayeredPane:
      return true;
    default:
      return false;
  }
}

bool IsWindowRole(uint32_t role) {
  return role == kRoleFrame || role == kRoleDialog || role == kRoleWindow || role == kRoleAlert ||
         role == kRoleFileChooser || role == kRoleColorChooser || role == kRoleFontChooser;
}

bool IsTextFieldRole(uint32_t role) {
  switch (role) {
    case kRoleDateEditor:
    case kRolePasswordText:
    case kRoleSpinButton:
    case kRoleText:
    case kRoleAutocomplete:
    case kRoleEditbar:
    case kRoleEntry:
    case kRoleComboBox:
    case kRoleParagraph:
    case kRoleTableCell:
    case kRoleDocumentText:
    case kRoleDocumentEmail:
      return true;
    default:
      return false;
  }
}

bool IsToggleRole(uint32_t role) {
  return role == kRoleCheckBox || role == kRoleCheckMenuItem || role == kRoleRadioButton ||
         role == kRoleRadioMenuItem || role == kRoleToggleButton;
}

bool IsMenuItemRole(uint32_t role) {
  return role == kRoleMenuItem || role == kRoleCheckMenuItem || role == kRoleRadioMenuItem;
}

bool IsContentRole(uint32_t role) {
  switch (role) {
    case kRoleListItem:
    case kRoleTableCell:
    case kRoleTableRow:
    case kRoleTableRowHeader:
    case kRoleTreeItem:
    case kRoleTerminal:
    case kRoleParagraph:
    case kRoleSection:
    case kRoleDocumentText:
    case kRoleDocumentEmail:
    case kRoleComment:
    case kRoleArticle:
    case kRoleBlockQuote:
    case kRoleStatic:
    case kRoleIcon:
      return true;
    default:
      return false;
  }
}

bool IsInvokeRole(uint32_t role) {
  return role == kRolePushButton || role == kRolePushButtonMenu || role == kRoleMenuItem;
}

}  // namespace adit
