#include <CLI/CLI.hpp>
#include <cstdio>

#include "agent/runtime/commands.h"
#include "agent/runtime/doctor.h"
#include "common/base/json_text.h"

namespace adit {
namespace {

constexpr const char* kLevelNames[] = {"fine", "warning", "wrong"};

void Print(const DoctorFinding& finding, bool json) {
  const char* level = kLevelNames[static_cast<size_t>(finding.level)];
  if (json) {
    std::printf("%s\n", JsonObjectWriter()
                            .Text("level", level)
                            .Text("subject", finding.subject)
                            .Text("found", finding.found)
                            .Text("remedy", finding.remedy)
                            .Take()
                            .c_str());
    return;
  }
  std::printf("%-8s %-16s %s\n", level, finding.subject.c_str(), finding.found.c_str());
  if (!finding.remedy.empty()) std::printf("%25s → %s\n", "", finding.remedy.c_str());
}

int Run(const AgentCommandLine& line) {
  const Result<Settings> settings = line.LoadSettings();
  if (!settings.ok()) {
    Print({FindingLevel::kWrong, "settings", settings.status().message(), "correct this place"},
          line.json);
    return kAgentExitInput;
  }
  bool wrong = false;
  for (const DoctorFinding& finding : Examine(*settings, RealFileSystem(), SystemClock())) {
    Print(finding, line.json);
    wrong = wrong || finding.level == FindingLevel::kWrong;
  }
  return wrong ? kAgentExitFailed : kAgentExitOk;
}

}  // namespace

void AddDoctorCommand(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand(
      "doctor", "look at everything the agent needs and say what to do about what is wrong");
  command->footer(
      "Looks at the desktop for two seconds, with the agent running or not; keeps nothing.\n"
      "\n"
      "Examples:\n"
      "  adit-agent doctor\n"
      "  adit-agent --json doctor | jq 'select(.level == \"wrong\")'\n"
      "\n"
      "Exit codes: 0 nothing is wrong (there may be warnings); 1 something is; 2 wrong command "
      "line; 3 "
      "wrong\n"
      "settings.");
  command->callback([&line] { line.exit_code = Run(line); });
}

}  // namespace adit
