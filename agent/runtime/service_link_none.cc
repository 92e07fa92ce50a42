#include "agent/runtime/service_link.h"

namespace adit {

Result<std::unique_ptr<ServiceLink>> ConnectToService() {
  return Unavailable("this system starts agents itself; run without --service");
}

}  // namespace adit
