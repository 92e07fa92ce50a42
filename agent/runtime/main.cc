#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "agent/runtime/commands.h"
#include "agent/runtime/default_places.h"
#include "agent/runtime/main_thread.h"
#include "agent/runtime/process_guard.h"
#include "common/config/command_help.h"
#include "common/config/completions.h"
#include "common/config/usage_error.h"

namespace {

constexpr const char* kFirstSteps =
    "First steps:\n"
    "  adit-agent run --look --source simulate:seed=1,profile=office,person=0,days=1   see "
    "records, "
    "keep none\n"
    "  adit-agent enrol --collector https://HOST:8443 --token-file FILE                 once\n"
    "  adit-agent doctor                                                               is all "
    "there?\n"
    "  adit-agent run\n"
    "\n"
    "What is recorded and what never is: docs/PRIVACY.md. Guide: docs/guides/agent.md.\n"
    "Completions: source <(adit-agent completions bash)";
constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 failed; 2 wrong command line; 3 wrong settings, policy or recording;\n"
    "4 refused; 5 no agent is running; 6 not enrolled.";

int Main(int argc, char** argv) {
  const adit::Status guarded = adit::GuardProcess();
  if (!guarded.ok()) return adit::ReportFailure(guarded, false);
  CLI::App program{
      "adit-agent: records how work moves between business applications, masked before it is kept"};
  adit::AgentCommandLine line;
  program.set_version_flag("--version", ADIT_VERSION);
  program.add_option("--config", line.config_file,
                     "settings file (default: ~/.config/adit/agent.conf)");
  program.add_option("--set", line.set, "one setting, name=value; may be repeated");
  program.add_flag("--json", line.json, "machine-readable output");
  program.require_subcommand(1);
  program.failure_message(adit::UsageMessage);
  program.fallthrough();
  adit::AddRunCommand(program, line);
  adit::AddClientCommands(program, line);
  adit::AddEnrolCommand(program, line);
  adit::AddMyDataCommand(program, line);
  adit::AddDoctorCommand(program, line);
  adit::AddConfigCommand(program, line);
  adit::AddServiceCommand(program, line);
  adit::AddCompletionsCommand(program, "adit-agent", line.exit_code);
  // Last, because commands inherit the footer that stands when they are made.
  program.footer(kFirstSteps);
  adit::TellExitCodes(program, kExitCodes);
  try {
    program.name(argc > 0 ? argv[0] : "adit-agent");
    std::vector<std::string> words = adit::ProgramArguments(argc, argv);
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    program.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? adit::kAgentExitOk : adit::kAgentExitUsage;
  }
  return line.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  return adit::RunBesideMainLoop([&] { return Main(argc, argv); });
}
