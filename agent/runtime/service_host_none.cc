#include "agent/runtime/service_host.h"

namespace adit {

bool HasServiceHost() { return false; }

Status RunServiceHost(const Settings&, bool) {
  return FailedPrecondition("this system starts agents itself (systemd, launchd)");
}

}  // namespace adit
