#include "agent/windows/private_window.h"

#include "agent/capture/window_text.h"

namespace adit {

bool IsPrivateWindow(const WindowSnapshot& window) {
  const std::string program = AsciiLower(window.executable);
  if (program.empty()) return true;
  for (const std::string_view system : {"logonui.exe", "consent.exe", "credentialuibroker.exe"}) {
    if (program == system) return true;
  }
  // Titles of the Chromium family tell nothing of private windows here.
  return program.starts_with("msedge") || HidesPrivateWindows(program) ||
         IsPrivateWindowTitle(window.title);
}

}  // namespace adit
