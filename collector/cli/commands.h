// The commands of the `adit` tool: each source adds its own to the command line.
#pragma once

namespace CLI {
class App;
}

namespace adit::cli {

// Exit codes of every command, documented in `adit --help` and docs/guides.
enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,   // the work could not be done; the message says why
  kExitUsage = 2,    // the command line is wrong
  kExitInput = 3,    // an input file or text is wrong; the message names place and remedy
  kExitRefused = 4,  // a check did its job: lint findings, failed policy tests, floors not met
};

// Each adds a subcommand whose callback stores its exit code in `exit_code`.
// (One declaration a command, one source a command.)
void AddMineCommand(CLI::App& tool, int& exit_code);
void AddDiscoverCommand(CLI::App& tool, int& exit_code);
void AddDriftCommand(CLI::App& tool, int& exit_code);
void AddExportCommand(CLI::App& tool, int& exit_code);
void AddEvaluateCommand(CLI::App& tool, int& exit_code);
void AddMaskCommand(CLI::App& tool, int& exit_code);
void AddEvaluateMaskingCommand(CLI::App& tool, int& exit_code);
void AddPolicyCommand(CLI::App& tool, int& exit_code);
void AddPolicyLearn(CLI::App& policy, int& exit_code);  // a part of it
void AddSimulateCommand(CLI::App& tool, int& exit_code);
void AddImportCommand(CLI::App& tool, int& exit_code);
void AddAuditCommands(CLI::App& tool, int& exit_code);
void AddServerCommands(CLI::App& tool, int& exit_code);  // routines, status, agents

}  // namespace adit::cli
