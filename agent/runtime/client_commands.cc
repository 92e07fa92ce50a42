#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/commands.h"
#include "agent/runtime/control_server.h"

namespace adit {
namespace {

// Asks the running agent and prints its answer; `show_first` prints the status line as well.
int Ask(const AgentCommandLine& line, const ControlRequest& request, bool show_first) {
  const Result<Settings> settings = line.LoadSettings();
  if (!settings.ok()) return ReportFailure(settings.status(), line.json);
  bool first = true;
  const Status status = AskAgent(PathsOf(*settings).socket, request, [&](const std::string& text) {
    const bool failed = first && !DecodeControlStatus(text).ok();
    if (!failed && (!first || show_first)) std::printf("%s\n", text.c_str());
    first = false;
    std::fflush(stdout);
    return !failed && std::ferror(stdout) == 0;
  });
  if (status.ok()) return kAgentExitOk;
  const int code = ReportFailure(status, line.json);
  return status.code() == StatusCode::kUnavailable ? kAgentExitNotRunning : code;
}

void AddPreview(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand(
      "preview", "show, live, exactly the masked records that leave this computer");
  command->footer(
      "Examples:\n"
      "  adit-agent preview                     from now on; Ctrl+C ends it\n"
      "  adit-agent preview --once --last 20    the last 20 records\n"
      "  adit-agent --json preview | jq .app_name");
  const auto request = std::make_shared<ControlRequest>();
  const auto once = std::make_shared<bool>(false);
  request->command = ControlCommand::kPreview;
  command->add_flag("--once", *once, "show the past records and end");
  command->add_option("--last", request->last, "records of the past to begin with")
      ->check(CLI::Range(0, 5000));
  command->callback([request, once, &line] {
    request->follow = !*once;
    request->json = line.json;
    line.exit_code = Ask(line, *request, false);
  });
}

void AddPause(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command =
      program.add_subcommand("pause", "stop recording for a while, or until resumed");
  command->footer(
      "Remembered when the agent or the computer starts anew.\n"
      "\n"
      "Example:\n"
      "  adit-agent pause 30");
  const auto request = std::make_shared<ControlRequest>();
  request->command = ControlCommand::kPause;
  command
      ->add_option("minutes", request->minutes, "how long; without it as long as the policy allows")
      ->check(CLI::Range(1, 1'000'000));
  command->callback([request, &line] { line.exit_code = Ask(line, *request, line.json); });
}

void AddForget(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand(
      "forget", "delete what was recorded in the last minutes and is still on this computer");
  command->footer(
      "What was sent already is erased with `adit-agent my-data --open`.\n"
      "\n"
      "Example:\n"
      "  adit-agent forget 15");
  const auto request = std::make_shared<ControlRequest>();
  request->command = ControlCommand::kForget;
  command
      ->add_option("minutes", request->minutes, "how many; without it as many as the policy allows")
      ->check(CLI::Range(1, 1440));
  // The answer counts what was deleted, so it is shown in both forms.
  command->callback([request, &line] { line.exit_code = Ask(line, *request, true); });
}

void AddConsent(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command =
      program.add_subcommand("consent", "read what is recorded and why; give or withdraw consent");
  command->footer(
      "Examples:\n"
      "  adit-agent consent             what is recorded, and how it stands\n"
      "  adit-agent consent --withdraw");
  const auto give = std::make_shared<bool>(false);
  const auto withdraw = std::make_shared<bool>(false);
  command->add_flag("--give", *give, "I have read the information and agree");
  command->add_flag("--withdraw", *withdraw, "stop recording until consent is given again")
      ->excludes("--give");
  command->callback([give, withdraw, &line] {
    ControlRequest request;
    request.json = line.json;
    request.command = *give || *withdraw ? ControlCommand::kConsent : ControlCommand::kStatus;
    request.give = *give;
    line.exit_code = Ask(line, request, line.json);
  });
}

void AddSimple(CLI::App& program, AgentCommandLine& line, const char* name, const char* help,
               ControlCommand which, bool show_first_in_text) {
  CLI::App* command = program.add_subcommand(name, help);
  command->footer(std::string("Examples:\n  adit-agent ") + name + "\n  adit-agent --json " + name);
  command->callback([which, show_first_in_text, &line] {
    ControlRequest request;
    request.command = which;
    request.json = line.json;
    line.exit_code = Ask(line, request, line.json || show_first_in_text);
  });
}

}  // namespace

void AddClientCommands(CLI::App& program, AgentCommandLine& line) {
  AddSimple(program, line, "status", "what the agent does, under which policy, at what cost",
            ControlCommand::kStatus, false);
  AddPause(program, line);
  AddSimple(program, line, "resume", "go on recording after a pause", ControlCommand::kResume, false);
  AddPreview(program, line);
  AddForget(program, line);
  AddConsent(program, line);
  AddSimple(program, line, "seal", "end the open batch now, so that it is sent",
            ControlCommand::kSeal, false);
}

}  // namespace adit
