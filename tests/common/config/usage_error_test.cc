#include "common/config/usage_error.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace adit {
namespace {

// What a tool with "find LOG [--out FILE] [--people N]" and "policy lint FILE" says.
std::string Said(const std::string& line) {
  CLI::App tool{"A tool"};
  tool.require_subcommand(1);
  CLI::App* find = tool.add_subcommand("find", "Find");
  std::string log, out, file;
  int people = 0;
  find->add_option("log", log, "LOG")->required();
  find->add_option("--out", out, "FILE");
  find->add_option("--people", people, "N");
  CLI::App* policy = tool.add_subcommand("policy", "Policies");
  policy->require_subcommand(1);
  policy->add_subcommand("lint", "Check")->add_option("file", file, "FILE")->required();
  try {
    tool.parse("/usr/bin/tool " + line, true);
  } catch (const CLI::ParseError& error) {
    return UsageMessage(&tool, error);
  }
  return "no error";
}

TEST(UsageMessage, AnOptionThatIsNoneNamesTheNearest) {
  EXPECT_EQ(Said("find a.csv --ouput x"),
            "tool find: there is no option --ouput; did you mean --out?\nSee tool find --help\n");
  EXPECT_EQ(Said("find a.csv --oat=x"),
            "tool find: there is no option --oat; did you mean --out?\nSee tool find --help\n");
}

// What is wrong was once hidden behind what is missing.
TEST(UsageMessage, AWrongOptionIsToldBeforeAMissingArgument) {
  EXPECT_EQ(
      Said("find --poeple 3"),
      "tool find: there is no option --poeple; did you mean --people?\nSee tool find --help\n");
}

TEST(UsageMessage, ACommandThatIsNoneNamesTheNearestOrAll) {
  EXPECT_EQ(Said("fnd"),
            "tool: there is no command fnd; did you mean find?\nSee tool --help\n");
  EXPECT_EQ(Said("nonsense"),
            "tool: there is no command nonsense; there are find, policy\nSee tool --help\n");
  EXPECT_EQ(Said(""), "tool: a command is missing; there are find, policy\nSee tool --help\n");
  EXPECT_EQ(Said("policy"),
            "tool policy: a command is missing; there are lint\nSee tool policy --help\n");
}

TEST(UsageMessage, TheRestIsToldAsItIs) {
  EXPECT_EQ(Said("find"), "tool find: log is required\nSee tool find --help\n");
  EXPECT_EQ(Said("find a.csv b.csv"),
            "tool find: the argument b.csv is one too many\nSee tool find --help\n");
  const std::string text = Said("find a.csv --people some");
  EXPECT_NE(text.find("--people"), std::string::npos) << text;
}

}  // namespace
}  // namespace adit
