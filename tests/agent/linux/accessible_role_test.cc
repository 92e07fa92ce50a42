#include "agent/linux/accessible_role.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(AccessibleRole, NumbersAreThoseOfTheProtocol) {
  EXPECT_EQ(AccessibleRoleName(kRolePasswordText), "password text");
  EXPECT_EQ(kRolePasswordText, 40U);
  EXPECT_EQ(AccessibleRoleName(kRolePushButton), "push button");
  EXPECT_EQ(AccessibleRoleName(kRoleEntry), "entry");
  EXPECT_EQ(AccessibleRoleName(kRoleDocumentWeb), "document web");
  EXPECT_EQ(AccessibleRoleName(kRoleStatic), "static");
  EXPECT_EQ(AccessibleRoleName(129), "push button menu");
  EXPECT_EQ(AccessibleRoleName(100000), "unknown");
}

TEST(AccessibleRole, ContentIsNoLabel) {
  EXPECT_TRUE(IsContentRole(kRoleListItem));
  EXPECT_TRUE(IsContentRole(kRoleTableCell));
  EXPECT_TRUE(IsContentRole(kRoleStatic));
  EXPECT_TRUE(IsContentRole(kRoleTerminal));
  EXPECT_FALSE(IsContentRole(kRolePushButton));
  EXPECT_FALSE(IsContentRole(kRoleEntry));
}

TEST(AccessibleRole, AFieldIsNoContainer) {
  for (uint32_t role = 0; role < 130; ++role) {
    EXPECT_FALSE(IsTextFieldRole(role) && IsContainerRole(role)) << role;
    EXPECT_FALSE(IsToggleRole(role) && IsTextFieldRole(role)) << role;
  }
}

}  // namespace
}  // namespace adit
