#include "agent/macos/private_application.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(PrivateApplication, BrowsersLogonPasswordManagersAndUnknownProgramsArePrivate) {
  for (const char* const bundle :
       {"com.apple.Safari", "com.apple.SafariTechnologyPreview", "com.google.Chrome",
        "com.google.Chrome.canary", "com.google.Chrome.app.abcdef", "org.mozilla.firefox",
        "com.microsoft.edgemac.Beta", "company.thebrowser.Browser", "com.apple.loginwindow",
        "com.apple.SecurityAgent", "com.1password.1password", "com.apple.Safari.WebApp.4F", ""}) {
    EXPECT_TRUE(IsPrivateApplication({1, bundle, "", ""})) << bundle;
  }
}

TEST(PrivateApplication, OrdinaryProgramsAreNot) {
  for (const char* const bundle : {"com.apple.TextEdit", "com.microsoft.Excel", "com.sap.gui"}) {
    EXPECT_FALSE(IsPrivateApplication({1, bundle, "", ""})) << bundle;
  }
}

}  // namespace
}  // namespace adit
