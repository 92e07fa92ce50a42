#include "agent/windows/private_window.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace adit
