#include "common/config/command_help.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>

namespace adit {
namespace {

TEST(CommandHelp, EveryCommandTellsExitCodesOnce) {
  CLI::App tool{"tool"};
  CLI::App* group = tool.add_subcommand("policy", "Work on policies");
  CLI::App* lint = group->add_subcommand("lint", "Look for mistakes");
  lint->footer("Example:\n  tool policy lint FILE\n\nExit codes: 4 mistakes were found");
  CLI::App* sign = group->add_subcommand("sign", "Sign");
  sign->footer("Example:\n  tool policy sign FILE\n");
  TellExitCodes(tool, "Exit codes: 0 done; 1 failed");
  EXPECT_EQ(sign->get_footer(),
            "Example:\n  tool policy sign FILE\n\nExit codes: 0 done; 1 failed");
  EXPECT_EQ(lint->get_footer(),
            "Example:\n  tool policy lint FILE\n\nExit codes: 4 mistakes were found");
  EXPECT_EQ(group->get_footer(), "Exit codes: 0 done; 1 failed");
  EXPECT_EQ(tool.get_footer(), "Exit codes: 0 done; 1 failed");
}

}  // namespace
}  // namespace adit
