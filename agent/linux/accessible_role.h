// Roles of accessible objects: numbers as on the accessibility bus, their names, and what they mean
// for capture.
#pragma once

#include <cstdint>
#include <string_view>

namespace adit {

// Numbers are part of the AT-SPI2 protocol and never change; only those the code asks for are
// named.
inline constexpr uint32_t kRoleInvalid = 0;
inline constexpr uint32_t kRoleAlert = 2;
inline constexpr uint32_t kRoleCheckBox = 7;
inline constexpr uint32_t kRoleCheckMenuItem = 8;
inline constexpr uint32_t kRoleColorChooser = 9;
inline constexpr uint32_t kRoleComboBox = 11;
inline constexpr uint32_t kRoleDateEditor = 12;
inline constexpr uint32_t kRoleDesktopFrame = 14;
inline constexpr uint32_t kRoleDialog = 16;
inline constexpr uint32_t kRoleFileChooser = 19;
inline constexpr uint32_t kRoleFiller = 20;
inline constexpr uint32_t kRoleFontChooser = 22;
inline constexpr uint32_t kRoleFrame = 23;
inline constexpr uint32_t kRoleLabel = 29;
inline constexpr uint32_t kRoleLayeredPane = 30;
inline constexpr uint32_t kRoleList = 31;
inline constexpr uint32_t kRoleListItem = 32;
inline constexpr uint32_t kRoleMenu = 33;
inline constexpr uint32_t kRoleMenuBar = 34;
inline constexpr uint32_t kRoleMenuItem = 35;
inline constexpr uint32_t kRolePageTab = 37;
inline constexpr uint32_t kRolePageTabList = 38;
inline constexpr uint32_t kRolePanel = 39;
inline constexpr uint32_t kRolePasswordText = 40;
inline constexpr uint32_t kRolePopupMenu = 41;
inline constexpr uint32_t kRolePushButton = 43;
inline constexpr uint32_t kRoleRadioButton = 44;
inline constexpr uint32_t kRoleRadioMenuItem = 45;
inline constexpr uint32_t kRoleRootPane = 46;
inline constexpr uint32_t kRoleScrollPane = 49;
inline constexpr uint32_t kRoleSpinButton = 52;
inline constexpr uint32_t kRoleSplitPane = 53;
inline constexpr uint32_t kRoleTable = 55;
inline constexpr uint32_t kRoleTableCell = 56;
inline constexpr uint32_t kRoleTerminal = 60;
inline constexpr uint32_t kRoleText = 61;
inline constexpr uint32_t kRoleToggleButton = 62;
inline constexpr uint32_t kRoleTree = 65;
inline constexpr uint32_t kRoleTreeTable = 66;
inline constexpr uint32_t kRoleUnknown = 67;
inline constexpr uint32_t kRoleViewport = 68;
inline constexpr uint32_t kRoleWindow = 69;
inline constexpr uint32_t kRoleExtended = 70;
inline constexpr uint32_t kRoleParagraph = 73;
inline constexpr uint32_t kRoleApplication = 75;
inline constexpr uint32_t kRoleAutocomplete = 76;
inline constexpr uint32_t kRoleEditbar = 77;
inline constexpr uint32_t kRoleEntry = 79;
inline constexpr uint32_t kRoleDocumentFrame = 82;
inline constexpr uint32_t kRoleSection = 85;
inline constexpr uint32_t kRoleRedundantObject = 86;
inline constexpr uint32_t kRoleForm = 87;
inline constexpr uint32_t kRoleLink = 88;
inline constexpr uint32_t kRoleDocumentText = 94;
inline constexpr uint32_t kRoleDocumentWeb = 95;
inline constexpr uint32_t kRoleDocumentEmail = 96;
inline constexpr uint32_t kRoleListBox = 98;
inline constexpr uint32_t kRoleGrouping = 99;
inline constexpr uint32_t kRolePushButtonMenu = 129;
inline constexpr uint32_t kRoleTableRow = 90;
inline constexpr uint32_t kRoleTreeItem = 91;
inline constexpr uint32_t kRoleStatic = 116;
inline constexpr uint32_t kRoleComment = 97;
inline constexpr uint32_t kRoleArticle = 109;
inline constexpr uint32_t kRoleBlockQuote = 105;
inline constexpr uint32_t kRoleTableRowHeader = 58;
inline constexpr uint32_t kRoleIcon = 26;

// "push button"; "unknown" for numbers newer than this table.
[[nodiscard]] std::string_view AccessibleRoleName(uint32_t role);

// Holds other elements and means nothing when it gets the focus or a click itself.
[[nodiscard]] bool IsContainerRole(uint32_t role);
// Top-level: frame, dialog, file chooser …
[[nodiscard]] bool IsWindowRole(uint32_t role);
// A person types into it.
[[nodiscard]] bool IsTextFieldRole(uint32_t role);
// Has an on and an off state that a person changes.
[[nodiscard]] bool IsToggleRole(uint32_t role);
[[nodiscard]] bool IsMenuItemRole(uint32_t role);
// Its accessible name is content (a paragraph, a cell, an entry of a list), not a label.
[[nodiscard]] bool IsContentRole(uint32_t role);
// A click on it carries something out.
[[nodiscard]] bool IsInvokeRole(uint32_t role);

}  // namespace adit
