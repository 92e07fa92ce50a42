#include "common/config/command_help.h"

#include <CLI/CLI.hpp>
#include <string>

namespace adit {

void TellExitCodes(CLI::App& tree, std::string_view codes) {
  for (CLI::App* command : tree.get_subcommands([](CLI::App*) { return true; })) {
    TellExitCodes(*command, codes);
  }
  std::string footer = tree.get_footer();
  if (footer.find("Exit codes:") != std::string::npos) return;
  while (footer.ends_with('\n')) footer.pop_back();
  if (!footer.empty()) footer += "\n\n";
  tree.footer(footer + std::string(codes));
}

}  // namespace adit
