#include <spawn.h>
#include <sys/types.h>

#include "agent/runtime/open_address.h"

extern char** environ;

namespace adit {

Status OpenAddress(const std::string& url) {
  if (!url.starts_with("https://")) return InvalidArgument("only https addresses are opened");
  std::string program = "open";
  std::string address = url;
  char* const arguments[] = {program.data(), address.data(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, "open", nullptr, nullptr, arguments, environ) != 0)
    return Unavailable("the system has no open(1)");
  // Not waited for: it ends once the browser has the address.
  return OkStatus();
}

}  // namespace adit
