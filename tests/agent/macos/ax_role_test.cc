#include "agent/macos/ax_role.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(AxRole, IsNamedAsOnLinux) {
  EXPECT_EQ(ControlRoleName(RoleOfAx("AXTextField", "")), "text");
  EXPECT_EQ(ControlRoleName(RoleOfAx("AXButton", "AXCloseButton")), "push button");
  EXPECT_EQ(ControlRoleName(RoleOfAx("AXRadioButton", "AXTabButton")), "page tab");
  EXPECT_EQ(ControlRoleName(RoleOfAx("AXRow", "AXOutlineRow")), "tree item");
  EXPECT_EQ(ControlRoleName(RoleOfAx("AXSomethingNew", "")), "unknown");
}

TEST(AxRole, ASecureFieldIsKnownByItsSubrole) {
  EXPECT_TRUE(IsSecureField({"AXTextField", "AXSecureTextField", "", "", ""}));
  EXPECT_FALSE(IsSecureField({"AXTextField", "", "Password", "", ""}));
}

TEST(AxRole, SheetsAndDialogsAskSomething) {
  EXPECT_TRUE(IsDialogSubrole("AXDialog"));
  EXPECT_TRUE(IsDialogSubrole("AXSheet"));
  EXPECT_FALSE(IsDialogSubrole("AXStandardWindow"));
}

}  // namespace
}  // namespace adit
