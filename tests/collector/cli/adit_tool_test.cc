// The tool as its users meet it: a process with arguments, exit codes and files.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace adit::cli {
namespace {

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and standard error
};

Outcome Shell(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  for (size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    outcome.output.append(buffer.data(), n);
  }
  const int status = pclose(pipe);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

Outcome Adit(const std::string& arguments) { return Shell(ADIT_BIN_DIR "/adit " + arguments); }

TEST(AditTool, HelpTeachesTheFirstSteps) {
  const Outcome help = Adit("--help");
  EXPECT_EQ(help.exit_code, 0);
  for (const char* word : {"First steps", "adit simulate --out", "Exit codes", "--json"}) {
    EXPECT_NE(help.output.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(Adit("--version").exit_code, 0);
}

TEST(AditTool, ExitCodesTellTheKindOfFailure) {
  EXPECT_EQ(Adit("").exit_code, 2);
  EXPECT_EQ(Adit("nonsense").exit_code, 2);
  EXPECT_EQ(Adit("simulate").exit_code, 2);
  EXPECT_EQ(Adit("simulate --profile tough --out -").exit_code, 2);
  const Outcome wrong = Adit("simulate --noise 7 --out -");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.output.find("a share from 0 to 1"), std::string::npos);
  const Outcome unwritable = Adit("simulate --out /nonexistent/folder/log.csv");
  EXPECT_EQ(unwritable.exit_code, 1);
  EXPECT_NE(unwritable.output.find("/nonexistent/folder/log.csv: No such file"), std::string::npos);
}

TEST(AditTool, SimulateWritesLogTruthAndReplays) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("adit_tool_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string at = folder.string();
  const Outcome made = Adit("simulate --people 2 --days 1 --json --out " + at +
                            "/log.csv --truth " + at + "/truth.jsonl --replay " + at + "/replay");
  EXPECT_EQ(made.exit_code, 0) << made.output;
  EXPECT_NE(made.output.find("\"people\":2"), std::string::npos);
  std::ifstream log(at + "/log.csv");
  std::string header;
  std::getline(log, header);
  EXPECT_EQ(header, "seq,ts,user,app,window,element,action,value_hash,case,routine,noise");
  size_t lines = 0;
  for (std::string line; std::getline(log, line);) ++lines;
  size_t replayed = 0;
  for (const char* person : {"p00", "p01"}) {
    std::ifstream replay(at + "/replay/" + person + ".replay.jsonl");
    std::string line;
    std::getline(replay, line);
    EXPECT_EQ(line, "{\"replay\":1}");
    while (std::getline(replay, line)) ++replayed;
  }
  EXPECT_EQ(lines, replayed);
  EXPECT_GT(lines, 2000U);
  // A full disk is a failure, not a shorter log.
  EXPECT_EQ(Adit("simulate --people 2 --days 1 --out /dev/full").exit_code, 1);
  std::filesystem::remove_all(folder);
}

TEST(AditTool, BashCompletesFromTheToolsOwnTree) {
  const std::string ask =
      "bash -c 'source <(" ADIT_BIN_DIR
      "/adit completions bash); COMP_WORDS=(adit simulate --profile \"\"); COMP_CWORD=3; _adit; "
      "echo ${COMPREPLY[@]}; COMP_WORDS=(adit sim); COMP_CWORD=1; _adit; echo ${COMPREPLY[@]}'";
  EXPECT_EQ(Shell(ask).output, "easy office hard\nsimulate\n");
}

}  // namespace
}  // namespace adit::cli
