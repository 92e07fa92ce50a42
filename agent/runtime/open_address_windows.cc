#include "agent/runtime/open_address.h"
#include "common/base/windows_api.h"

namespace adit {

Status OpenAddress(const std::string& url) {
  if (!url.starts_with("https://")) return InvalidArgument("only https addresses are opened");
  const HINSTANCE done =
      ShellExecuteA(nullptr, "open", url.c_str(), nullptr, nullptr, SW_SHOWNORMAL);
  // By its documentation more than 32 is success.
  return reinterpret_cast<intptr_t>(done) > 32 ? OkStatus() : Unavailable("no browser is set up");
}

}  // namespace adit
