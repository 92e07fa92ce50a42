#include <cstdio>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/commands.h"
#include "agent/runtime/control_message.h"

namespace adit {

Result<Settings> AgentCommandLine::LoadSettings() const {
  AgentSettingPlaces places;
  places.config_file = config_file;
  for (const std::string& assignment : set) {
    const size_t equals = assignment.find('=');
    if (equals == std::string::npos) {
      return InvalidArgument("--set " + assignment + ": write name=value");
    }
    places.command_line.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  return LoadAgentSettings(places, RealFileSystem());
}

int ReportFailure(const Status& status, bool json) {
  if (json) {
    std::fprintf(stderr, "%s\n", EncodeControlStatus(status).c_str());
  } else {
    std::fprintf(stderr, "adit-agent: %s\n", status.message().c_str());
  }
  switch (status.code()) {
    case StatusCode::kOk:
      return kAgentExitOk;
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kDataLoss:
      return kAgentExitInput;
    case StatusCode::kPermissionDenied:
    case StatusCode::kFailedPrecondition:
      return kAgentExitRefused;
    default:
      return kAgentExitFailed;
  }
}

}  // namespace adit
