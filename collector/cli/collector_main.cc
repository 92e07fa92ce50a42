#include <CLI/CLI.hpp>

#include "collector/cli/collector_commands.h"
#include "collector/cli/commands.h"
#include "common/config/command_help.h"
#include "common/config/completions.h"
#include "common/config/usage_error.h"

namespace {
constexpr const char* kFirstSteps =
    "First steps:\n"
    "  adit-collector init --data DIR               keys, certificates, database, an analyst's "
    "token\n"
    "  adit-collector serve --data DIR              until SIGTERM\n"
    "  adit-collector enrol-token create --data DIR a token for agents\n"
    "\n"
    "Everything it keeps is below DIR; back it up with adit-collector backup. Commands work beside "
    "a\n"
    "collector that serves and without one (docs/guides/collector.md).\n"
    "Completions: source <(adit-collector completions bash)";
constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 the work failed; 2 the command line is wrong; 3 an input is wrong; 4 a "
    "check failed.";
}  // namespace

int main(int argc, char** argv) {
  CLI::App program{
      "adit-collector: receives masked events, finds routines in them and serves the result"};
  program.require_subcommand(1);
  program.failure_message(adit::UsageMessage);
  program.set_version_flag("--version", "adit-collector " ADIT_VERSION);
  adit::cli::CollectorCommandLine line;
  adit::cli::AddInitCommand(program, line);
  adit::cli::AddServeCommand(program, line);
  adit::cli::AddTokenCommands(program, line);
  adit::cli::AddMaintenanceCommands(program, line);
  adit::cli::AddAuthorityCommands(program, line);
  adit::cli::AddImportSpoolCommand(program, line);
  adit::AddCompletionsCommand(program, "adit-collector", line.exit_code);
  // Last, because subcommands inherit the footer that stands when they are made.
  program.footer(kFirstSteps);
  adit::TellExitCodes(program, kExitCodes);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int shown = program.exit(error);
    return shown == 0 ? adit::cli::kExitOk : adit::cli::kExitUsage;
  }
  return line.exit_code;
}
