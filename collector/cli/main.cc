#include <CLI/CLI.hpp>

#include "collector/cli/commands.h"
#include "common/config/command_help.h"
#include "common/config/completions.h"
#include "common/config/usage_error.h"

namespace {

constexpr const char* kFirstSteps =
    "First steps, no server needed:\n"
    "  adit simulate --out office.csv            make a labelled log of ten people's week\n"
    "  adit discover office.csv --out found      find routines in it (or in any UI log, CSV or "
    "XES)\n"
    "  adit evaluate office.csv found            compare what was found with the truth\n"
    "\n"
    "With a collector:\n"
    "  adit routines --server https://collector:8443    what to automate first, and why\n"
    "\n"
    "Every command explains itself: adit COMMAND --help. With --json a command prints one JSON "
    "document\n"
    "instead of text. Messages and progress go to standard error, results to standard output.\n"
    "\n"
    "Completions: source <(adit completions bash)";
constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 the work failed; 2 the command line is wrong; 3 an input file or text "
    "is wrong;\n"
    "4 a check did its job (lint findings, failed policy tests, a broken audit chain).";

}  // namespace

int main(int argc, char** argv) {
  CLI::App tool{
      "adit: discover, mine, mask and evaluate task-mining logs, with or without a collector"};
  tool.require_subcommand(1);
  tool.failure_message(adit::UsageMessage);
  tool.get_formatter()->column_width(34);
  tool.set_version_flag("--version", "adit " ADIT_VERSION);
  int exit_code = adit::cli::kExitOk;
  adit::cli::AddDiscoverCommand(tool, exit_code);
  adit::cli::AddDriftCommand(tool, exit_code);
  adit::cli::AddMineCommand(tool, exit_code);
  adit::cli::AddEvaluateCommand(tool, exit_code);
  adit::cli::AddExportCommand(tool, exit_code);
  adit::cli::AddImportCommand(tool, exit_code);
  adit::cli::AddSimulateCommand(tool, exit_code);
  adit::cli::AddMaskCommand(tool, exit_code);
  adit::cli::AddEvaluateMaskingCommand(tool, exit_code);
  adit::cli::AddPolicyCommand(tool, exit_code);
  adit::cli::AddServerCommands(tool, exit_code);
  adit::cli::AddAuditCommands(tool, exit_code);
  adit::AddCompletionsCommand(tool, "adit", exit_code);
  // Last, because subcommands inherit the footer that stands when they are made.
  tool.footer(kFirstSteps);
  adit::TellExitCodes(tool, kExitCodes);
  try {
    tool.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int shown = tool.exit(error);
    return shown == 0 ? adit::cli::kExitOk : adit::cli::kExitUsage;
  }
  return exit_code;
}
