#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "collector/cli/collector_commands.h"
#include "collector/cli/collector_instance.h"
#include "collector/cli/commands.h"
#include "collector/cli/core_dumps.h"
#include "collector/cli/local_collector.h"
#include "common/base/logger.h"

namespace adit::cli {
namespace {

struct ServeOptions {
  std::string listen;
  std::vector<std::string> settings;
};

Result<std::vector<std::pair<std::string, std::string>>> Overrides(const ServeOptions& options) {
  std::vector<std::pair<std::string, std::string>> overrides;
  if (!options.listen.empty()) overrides.emplace_back("listen", options.listen);
  for (const std::string& text : options.settings) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos)
      return InvalidArgument("--set '" + text + "' is not NAME=VALUE");
    overrides.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return overrides;
}

Status Serve(const CollectorCommandLine& line, const ServeOptions& options) {
  // Before any thread exists, so that every thread inherits the mask and sigwait alone sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  ADIT_RETURN_IF_ERROR(SwitchOffCoreDumps());
  ADIT_ASSIGN_OR_RETURN(const auto overrides, Overrides(options));
  ADIT_ASSIGN_OR_RETURN(const CollectorSettings settings,
                        LoadCollectorSettings(RealFileSystem(), line.data_directory, overrides));
  ConfigureLog(settings.log_format, LogLevel::kInfo);
  ADIT_ASSIGN_OR_RETURN(
      const std::unique_ptr<CollectorInstance> collector,
      CollectorInstance::Open(settings, RealFileSystem(), SystemClock(), SystemRandom()));
  ADIT_RETURN_IF_ERROR(ForgetServedAddress(line.data_directory));
  ADIT_RETURN_IF_ERROR(collector->Serve());
  const Status saved = SaveServedAddress(line.data_directory, settings.address, collector->port());
  if (!saved.ok()) {  // a full disk must not keep agents from being told so
    LogWarning("collector: commands of this machine will not find it",
               {{"error", saved.ToString()}});
  }
  // For whoever started us and waits to be told where.
  std::printf("listening on https://%s:%u\n", settings.address.c_str(),
              static_cast<unsigned>(collector->port()));
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  LogInfo("collector: stopping", {{"signal", received}});
  ForgetServedAddress(line.data_directory).IgnoreError();  // the next life overwrites it
  if (collector->StopServing()) {
    LogWarning(
        "collector: a run was in work; it is marked failed at the next start and can be repeated");
    std::_Exit(kExitOk);
  }
  return OkStatus();
}

}  // namespace

void AddServeCommand(CLI::App& program, CollectorCommandLine& line) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = program.add_subcommand("serve", "Serve agents and people until SIGTERM");
  command->footer(
      "Prints `listening on https://ADDRESS:PORT` once agents and people can come; log lines go to "
      "standard\n"
      "error.\n"
      "\n"
      "Examples:\n"
      "  adit-collector serve --data /var/lib/adit\n"
      "  adit-collector serve --data demo --listen 127.0.0.1:0 --set mine_every_minutes=0\n"
      "\n"
      "Exit codes: 0 stopped as asked; 1 it could not start or go on, the message says what to do; "
      "2 "
      "the\n"
      "command line is wrong; 3 a setting is wrong, the message names file and line.");
  command->add_option("--data", line.data_directory, "Data directory made by init")->required();
  command->add_option("--listen", options->listen,
                      "ADDRESS:PORT instead of the configured one; port 0 = any free one");
  command->add_option("--set", options->settings,
                      "NAME=VALUE: a setting for this run (see adit-collector settings)");
  command->callback([&line, options] {
    const Status status = Serve(line, *options);
    line.exit_code = status.ok() ? kExitOk : FailCollector(status);
  });
}

}  // namespace adit::cli
