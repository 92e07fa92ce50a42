#include <CLI/CLI.hpp>
#include <memory>

#include "agent/runtime/agent.h"
#include "agent/runtime/commands.h"
#include "agent/runtime/enrolment.h"
#include "agent/runtime/service_link.h"
#include "agent/runtime/stop_signal.h"
#include "common/base/logger.h"

namespace adit {
namespace {

struct RunOptions {
  std::string source;
  bool look = false;
  bool service = false;
  int drain_s = 120;
};

LogLevel LevelOf(const std::string& name) {
  if (name == "debug") return LogLevel::kDebug;
  if (name == "warning") return LogLevel::kWarning;
  return name == "error" ? LogLevel::kError : LogLevel::kInfo;
}

TokenReader ReaderOfToken(const Settings& settings, const ServiceLink* link) {
  if (link != nullptr && !link->token().empty()) {
    return [text = link->token()]() -> Result<std::string> { return text; };
  }
  const std::string path = settings.Text("enrol.token_file");
  if (path.empty()) return nullptr;
  return [path]() -> Result<std::string> {
    ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(RealFileSystem(), path, 4096));
    return std::string(AsText(bytes));
  };
}

int Run(const RunOptions& run, const AgentCommandLine& line) {
  const Result<Settings> settings = line.LoadSettings();
  if (!settings.ok()) return ReportFailure(settings.status(), line.json);
  ConfigureLog(
      settings->Text("log.format") == "json" || line.json ? LogFormat::kJson : LogFormat::kText,
      LevelOf(settings->Text("log.level")));
  const Result<WaitHandle> stop = TerminationSignal();
  if (!stop.ok()) return ReportFailure(stop.status(), line.json);
  AgentOptions options;
  options.source_text = run.source.empty() ? settings->Text("agent.source") : run.source;
  Result<SourceSpec> source = ParseSourceSpec(options.source_text);
  if (!source.ok()) return ReportFailure(source.status(), line.json);
  options.source = std::move(*source);
  options.look_only = run.look;
  options.json = line.json;
  options.drain_s = run.drain_s;
  options.seal_after_us = settings->Integer("spool.seal_after_s") * kMicrosPerSecond;
  std::unique_ptr<ServiceLink> link;
  if (run.service) {
    Result<std::unique_ptr<ServiceLink>> connected = ConnectToService();
    if (!connected.ok()) return ReportFailure(connected.status(), line.json);
    link = std::move(*connected);
  }
  if (!run.look) {
    const Status enrolled =
        EnrolBeforeFirstRun(*settings, ReaderOfToken(*settings, link.get()), RealFileSystem(),
                            SystemClock(), SystemRandom(), *stop);
    if (!enrolled.ok()) {
      const int code = ReportFailure(enrolled, line.json);
      return enrolled.code() == StatusCode::kUnauthenticated ? kAgentExitNotEnrolled : code;
    }
    if (IsSignalled(*stop)) return kAgentExitOk;
  }
  Result<std::unique_ptr<Agent>> agent =
      Agent::Create(*settings, std::move(options), RealFileSystem(), SystemClock(), SystemRandom());
  if (!agent.ok()) {
    const int code = ReportFailure(agent.status(), line.json);
    return agent.status().code() == StatusCode::kUnauthenticated ? kAgentExitNotEnrolled : code;
  }
  const Status outcome = (*agent)->Run(*stop);
  return outcome.ok() ? kAgentExitOk : ReportFailure(outcome, line.json);
}

}  // namespace

void AddRunCommand(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand("run", "record, mask, keep and send, until stopped");
  command->footer(
      "Examples:\n"
      "  adit-agent run                                          this desktop, to the collector\n"
      "  adit-agent run --look                                   this desktop, kept and sent "
      "nowhere\n"
      "  adit-agent run --source replay:monday.replay --drain 60 a recording, then the end\n"
      "  adit-agent run --look --json --source simulate:seed=1,profile=office,person=0,days=1");
  const auto options = std::make_shared<RunOptions>();
  command->add_option(
      "--source", options->source,
      "desktop, replay:FILE[?speed=N&skip=N], simulate:seed=N,profile=NAME,person=N");
  command->add_flag("--service", options->service,
                    "started by the machine's service, which hands over the enrolment token");
  command->add_flag("--look", options->look,
                    "keep and send nothing: print exactly the masked records that would leave");
  command
      ->add_option("--drain", options->drain_s,
                   "seconds to wait for the collector after a recording ended")
      ->check(CLI::Range(0, 86400));
  command->callback([options, &line] { line.exit_code = Run(*options, line); });
}

}  // namespace adit
