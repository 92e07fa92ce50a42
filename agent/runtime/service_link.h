// ServiceLink: the line between the machine's service and the agent that it started in a person's
// session. The service hands over what only it may read, and a line that breaks asks the agent to
// end. On Windows a named pipe; elsewhere there is no such service.
#pragma once

#include <memory>
#include <string>

#include "common/base/status.h"

namespace adit {

class ServiceLink {
 public:
  virtual ~ServiceLink() = default;
  // The token for the enrolment; empty when the service has none.
  [[nodiscard]] virtual const std::string& token() const = 0;
};

// Connects to the service, checks that it is the system's, and asks this process to stop
// (stop_signal.h) when the line breaks. kUnavailable when no service answers.
[[nodiscard]] Result<std::unique_ptr<ServiceLink>> ConnectToService();

}  // namespace adit
