#include <CLI/CLI.hpp>
#include <memory>

#include "agent/runtime/commands.h"
#include "agent/runtime/service_host.h"
#include "common/base/logger.h"

namespace adit {

void AddServiceCommand(CLI::App& program, AgentCommandLine& line) {
  if (!HasServiceHost()) return;
  CLI::App* command = program.add_subcommand(
      "service", "the machine's service: keeps an agent running in every desktop session");
  const auto foreground = std::make_shared<bool>(false);
  command->add_flag("--foreground", *foreground, "run from a console instead of as a service");
  command->callback([foreground, &line] {
    const Result<Settings> settings = line.LoadSettings();
    if (!settings.ok()) {
      line.exit_code = ReportFailure(settings.status(), line.json);
      return;
    }
    // A service has no console; what administrators shall read is in the event log.
    ConfigureLog(settings->Text("log.format") == "json" ? LogFormat::kJson : LogFormat::kText,
                 LogLevel::kInfo);
    const Status outcome = RunServiceHost(*settings, *foreground);
    if (!outcome.ok()) line.exit_code = ReportFailure(outcome, line.json);
  });
}

}  // namespace adit
