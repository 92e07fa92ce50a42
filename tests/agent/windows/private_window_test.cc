#include "agent/windows/private_window.h"

#include <gtest/gtest.h>

#include "agent/windows/automation_role.h"
#include "agent/windows/msaa_role.h"

namespace adit {
namespace {

TEST(PrivateWindow, BrowsersWhoseTitlesDoNotTellLogonAndUnknownProgramsArePrivate) {
  for (const auto& [title, program] : {std::pair{"Shop - Google Chrome", "chrome.exe"},
                                       {"Shop - Microsoft Edge", "MSEDGE.EXE"},
                                       {"Shop — Mozilla Firefox Private Browsing", "firefox.exe"},
                                       {"Sign in", "CredentialUIBroker.exe"},
                                       {"Anything", ""}}) {
    EXPECT_TRUE(IsPrivateWindow({1, title, program})) << program;
  }
}

TEST(PrivateWindow, OrdinaryProgramsAreNot) {
  EXPECT_FALSE(IsPrivateWindow({1, "notes - Notepad", "notepad.exe"}));
  EXPECT_FALSE(IsPrivateWindow({1, "Shop — Mozilla Firefox", "firefox.exe"}));
}

TEST(MsaaRole, IsNamedAsOnLinux) {
  EXPECT_EQ(ControlRoleName(RoleOfMsaa(43)), "push button");
  EXPECT_EQ(ControlRoleName(RoleOfMsaa(42)), "text");
  EXPECT_EQ(ControlRoleName(RoleOfMsaa(9999)), "unknown");
}

TEST(AutomationRole, IsNamedAsOnLinux) {
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50000)), "push button");   // Button
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50004)), "text");          // Edit
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50003)), "combo box");     // ComboBox
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50007)), "list item");     // ListItem
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50011)), "menu item");     // MenuItem
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50013)), "radio button");  // RadioButton
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50019)), "page tab");      // TabItem
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50020)), "label");         // Text
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50024)), "tree item");     // TreeItem
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50029)), "table row");     // DataItem
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50030)), "document frame");
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50032)), "frame");  // Window
  EXPECT_EQ(ControlRoleName(RoleOfAutomation(50040)), "panel");  // AppBar
  for (const int32_t unknown : {-1, 0, 49999, 50041, 2147483647}) {
    EXPECT_EQ(RoleOfAutomation(unknown), ControlRole::kUnknown);
  }
}

}  // namespace
}  // namespace adit
