#include "agent/macos/private_application.h"

#include "agent/capture/window_text.h"

namespace adit {
namespace {

// Lower case; a beginning stands for a family ("com.google.chrome.canary").
constexpr std::string_view kPrivateBundles[] = {
    "com.apple.safari",
    "org.mozilla.",
    "com.google.chrome",
    "org.chromium.",
    "com.microsoft.edgemac",
    "com.brave.browser",
    "com.vivaldi.vivaldi",
    "com.operasoftware.",
    "company.thebrowser.",
    "com.duckduckgo.macos.browser",
    "com.kagi.kagimacos",
    "ru.yandex.desktop.yandex-browser",
    "org.torproject.torbrowser",
    "com.apple.loginwindow",
    "com.apple.securityagent",
    "com.apple.localauthentication",
    "com.apple.coreautha",
    "com.apple.screensaver",
    "com.apple.keychainaccess",
    "com.apple.passwords",
    "com.1password.",
    "com.agilebits.",
    "com.bitwarden.",
    "com.lastpass.",
    "com.dashlane.",
    "org.keepassxc.",
};

}  // namespace

bool IsPrivateApplication(const AxApplication& application) {
  const std::string bundle = AsciiLower(application.bundle);
  if (bundle.empty()) return true;
  for (const std::string_view known : kPrivateBundles) {
    if (bundle.starts_with(known)) return true;
  }
  // A web page installed as a program of its own is a browser too.
  return bundle.find(".webapp") != std::string::npos || HidesPrivateWindows(bundle);
}

}  // namespace adit
