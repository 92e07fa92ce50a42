#include "common/config/completions.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>

namespace adit {
namespace {

std::string CompletionsOf(Shell shell) {
  CLI::App tool{"tool"};
  CLI::App* policy = tool.add_subcommand("policy", "Work on policies. More words.");
  CLI::App* lint = policy->add_subcommand("lint", "Look for mistakes: all of them");
  static std::string style;
  lint->add_option("--style", style, "How")->check(CLI::IsMember({"plain", "json"}));
  tool.add_subcommand("secret", "Hidden")->group("");
  return Completions(tool, "tool", shell);
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
    const std::string script = Completions(tool, "tool", shell);
    EXPECT_EQ(script.find("$(reboot)"), std::string::npos);
    EXPECT_EQ(script.find('`'), std::string::npos);
    EXPECT_NE(script.find("Its odd, (reboot) id a"), std::string::npos) << script;
  }
}

TEST(Completions, WhatACommandPassesUpAndChoicesOfArgumentsAreOffered) {
  CLI::App tool{"tool"};
  static bool json = false;
  static std::string kind;
  tool.add_flag("--json", json, "For programs");
  tool.fallthrough();
  tool.add_subcommand("make", "Make it")
      ->add_option("kind", kind, "Of what")
      ->check(CLI::IsMember({"round", "square"}));
  EXPECT_NE(Completions(tool, "tool", Shell::kBash)
                .find("\"make\") mapfile -t COMPREPLY < "
                      "<(compgen -W \"round square --help"),
            std::string::npos);
  const std::string fish = Completions(tool, "tool", Shell::kFish);
  EXPECT_NE(fish.find("complete -c tool -n '__fish_seen_subcommand_from make' -l json"),
            std::string::npos)
      << fish;
}

TEST(Completions, AFileIsNotOfferedWhereANumberIsExpected) {
  CLI::App tool{"tool"};
  static int number = 0;
  static std::string file;
  tool.add_option("--number", number, "How many");
  tool.add_option("--file", file, "From where");
  const std::string script = Completions(tool, "tool", Shell::kBash);
  EXPECT_NE(script.find("\" --number\") COMPREPLY=()"), std::string::npos) << script;
  EXPECT_NE(script.find("\" --file\") mapfile -t COMPREPLY < <(compgen -f"), std::string::npos);
}

TEST(Completions, OnlyThreeShellsAreKnown) {
  EXPECT_EQ(ParseShell("bash"), Shell::kBash);
  EXPECT_EQ(ParseShell("zsh"), Shell::kZsh);
  EXPECT_EQ(ParseShell("fish"), Shell::kFish);
  EXPECT_FALSE(ParseShell("tcsh").has_value());
}

}  // namespace
}  // namespace adit
