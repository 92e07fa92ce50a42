#include "collector/cli/completions.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>

namespace adit::cli {
namespace {

std::string CompletionsOf(Shell shell) {
  CLI::App tool{"tool"};
  CLI::App* policy = tool.add_subcommand("policy", "Work on policies. More words.");
  CLI::App* lint = policy->add_subcommand("lint", "Look for mistakes: all of them");
  static std::string style;
  lint->add_option("--style", style, "How")->check(CLI::IsMember({"plain", "json"}));
  tool.add_subcommand("secret", "Hidden")->group("");
  return Completions(tool, shell);
}

TEST(Completions, NestedCommandsAndChoicesAreInEveryShell) {
  for (const Shell shell : {Shell::kBash, Shell::kZsh, Shell::kFish}) {
    const std::string script = CompletionsOf(shell);
    EXPECT_NE(script.find("lint"), std::string::npos);
    EXPECT_NE(script.find("plain json"), std::string::npos);
    EXPECT_NE(script.find("style"), std::string::npos);
    EXPECT_EQ(script.find("secret"), std::string::npos);
  }
}

TEST(Completions, DescriptionsCannotBreakTheScript) {
  CLI::App tool{"tool"};
  tool.add_subcommand("x", "It's \"odd\": $(reboot) `id` [a]. Rest");
  for (const Shell shell : {Shell::kZsh, Shell::kFish}) {
    const std::string script = Completions(tool, shell);
    EXPECT_EQ(script.find("$(reboot)"), std::string::npos);
    EXPECT_EQ(script.find('`'), std::string::npos);
    EXPECT_NE(script.find("Its odd, (reboot) id a"), std::string::npos) << script;
  }
}

TEST(Completions, OnlyThreeShellsAreKnown) {
  EXPECT_EQ(ParseShell("bash"), Shell::kBash);
  EXPECT_EQ(ParseShell("zsh"), Shell::kZsh);
  EXPECT_EQ(ParseShell("fish"), Shell::kFish);
  EXPECT_FALSE(ParseShell("tcsh").has_value());
}

}  // namespace
}  // namespace adit::cli
