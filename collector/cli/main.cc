#include <CLI/CLI.hpp>

#include "collector/cli/commands.h"

int main(int argc, char** argv) {
  CLI::App tool{"adit: discover, mine, mask and evaluate task-mining logs, with or without a collector"};
  tool.require_subcommand(1);
  int exit_code = adit::cli::kExitOk;
  try {
    tool.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int shown = tool.exit(error);
    return shown == 0 ? adit::cli::kExitOk : adit::cli::kExitUsage;
  }
  return exit_code;
}
