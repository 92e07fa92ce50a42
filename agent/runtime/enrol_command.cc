#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/commands.h"
#include "agent/runtime/enrolment.h"
#include "common/base/json_text.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

struct EnrolChoice {
  std::string collector;
  std::string token;
  std::string token_file;
  bool forget = false;
};

Result<std::string> TokenText(const EnrolChoice& choice, const Settings& settings) {
  if (!choice.token.empty()) return choice.token;
  const std::string path =
      choice.token_file.empty() ? settings.Text("enrol.token_file") : choice.token_file;
  if (path.empty()) {
    return InvalidArgument(
        "a token is needed: --token TOKEN, --token-file FILE or the setting "
        "enrol.token_file; the collector makes one with `adit-collector enrol-token`");
  }
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(RealFileSystem(), path, 4096));
  return std::string(AsText(bytes));
}

Result<AgentIdentity> EnrolNow(const EnrolChoice& choice, const Settings& settings) {
  FileSystem& files = RealFileSystem();
  const std::string url =
      choice.collector.empty() ? CollectorUrl(settings, files) : choice.collector;
  if (url.empty()) return InvalidArgument("--collector https://HOST[:PORT] is needed");
  ADIT_ASSIGN_OR_RETURN(const std::string text, TokenText(choice, settings));
  return EnrolHere(settings, url, text, files);
}

int Run(const EnrolChoice& choice, const AgentCommandLine& line) {
  const Result<Settings> settings = line.LoadSettings();
  if (!settings.ok()) return ReportFailure(settings.status(), line.json);
  if (choice.forget) {
    IdentityStore store(RealFileSystem(), PathsOf(*settings).identity);
    const Status forgotten = store.Forget();
    return forgotten.ok() ? kAgentExitOk : ReportFailure(forgotten, line.json);
  }
  const Result<AgentIdentity> identity = EnrolNow(choice, *settings);
  if (!identity.ok()) return ReportFailure(identity.status(), line.json);
  const std::string agent = wire::ToHex(identity->answer.agent);
  const std::string until = FormatTime(identity->certificate.not_after_us);
  if (line.json) {
    std::printf("%s\n", JsonObjectWriter()
                            .Flag("ok", true)
                            .Text("agent", agent)
                            .Text("group", identity->answer.group)
                            .Text("certificate_not_after", until)
                            .Take()
                            .c_str());
  } else {
    std::printf("enrolled as %s in group \"%s\", certificate valid until %s\n", agent.c_str(),
                identity->answer.group.c_str(), until.c_str());
  }
  return kAgentExitOk;
}

}  // namespace

void AddEnrolCommand(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command =
      program.add_subcommand("enrol", "get this computer's identity from a collector");
  command->footer(
      "The token comes from `adit-collector enrol-token create`, or from the page.\n"
      "\n"
      "Example:\n"
      "  adit-agent enrol --collector https://collector.example.com:8443 --token-file token\n"
      "\n"
      "Exit codes: 0 done; 1 the collector is not reached; 2 wrong command line; 3 wrong address, "
      "token or\n"
      "settings; 4 the collector refuses the token.");
  const auto choice = std::make_shared<EnrolChoice>();
  command->add_option("--collector", choice->collector, "https://HOST[:PORT]");
  command->add_option("--token", choice->token,
                      "enrolment token (visible to other programs; prefer a file)");
  command->add_option("--token-file", choice->token_file, "file with the enrolment token");
  command->add_flag("--forget", choice->forget,
                    "forget identity and keys, before an image of this machine is taken");
  command->callback([choice, &line] { line.exit_code = Run(*choice, line); });
}

}  // namespace adit
