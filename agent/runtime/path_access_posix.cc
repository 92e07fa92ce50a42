#include <sys/stat.h>
#include <unistd.h>

#include "agent/runtime/path_access.h"

namespace adit {

bool IsOpenToOthers(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0;
}

bool IsWritable(const std::string& path) { return access(path.c_str(), W_OK) == 0; }

std::string ClosingCommand(const std::string& path) { return "chmod 700 " + path; }

}  // namespace adit
