#include <spawn.h>
#include <sys/types.h>

#include "agent/runtime/open_address.h"

extern char** environ;

namespace adit {

Status OpenAddress(const std::string& url) {
  if (!url.starts_with("https://")) return InvalidArgument("only https addresses are opened");
  std::string program = "xdg-open";
  std::string address = url;
  char* const arguments[] = {program.data(), address.data(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, "xdg-open", nullptr, nullptr, arguments, environ) != 0)
    return Unavailable("xdg-open is not installed");
  // Not waited for: where there is no desktop service it is the browser itself.
  return OkStatus();
}

}  // namespace adit
