// The commands of adit-agent: each source adds its own to the command line.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/config/settings.h"

namespace CLI {
class App;
}

namespace adit {

// Documented in `adit-agent --help` and docs/guides/agent.md.
enum AgentExitCode : int {
  kAgentExitOk = 0,
  kAgentExitFailed = 1,      // the work could not be done; the message says why
  kAgentExitUsage = 2,       // the command line is wrong
  kAgentExitInput = 3,       // settings, policy or recording are wrong; the message names the place
  kAgentExitRefused = 4,     // not allowed: by the policy, by another user's agent, revoked
  kAgentExitNotRunning = 5,  // status, pause, …: no agent answers
  kAgentExitNotEnrolled = 6,  // run: enrol first
};

// What stands before the command.
struct AgentCommandLine {
  std::string config_file;
  std::vector<std::string> set;  // "name=value"
  bool json = false;
  int exit_code = kAgentExitOk;

  [[nodiscard]] Result<Settings> LoadSettings() const;
};

// Prints "adit-agent: MESSAGE" (or JSON) on standard error and gives the exit code of the failure.
[[nodiscard]] int ReportFailure(const Status& status, bool json);

// `line` must outlive the parse.
void AddRunCommand(CLI::App& program, AgentCommandLine& line);
void AddClientCommands(CLI::App& program,
                       AgentCommandLine& line);  // status, pause, …, preview, consent
void AddEnrolCommand(CLI::App& program, AgentCommandLine& line);
void AddDoctorCommand(CLI::App& program, AgentCommandLine& line);
void AddMyDataCommand(CLI::App& program, AgentCommandLine& line);
void AddConfigCommand(CLI::App& program, AgentCommandLine& line);
// Nothing on systems without a service of ours.
void AddServiceCommand(CLI::App& program, AgentCommandLine& line);

}  // namespace adit
