#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "collector/cli/collector_commands.h"
#include "collector/cli/commands.h"
#include "collector/cli/local_collector.h"
#include "collector/ingest/collector_keys.h"
#include "collector/jobs/job_runner.h"
#include "collector/store/audit_chain.h"
#include "collector/store/control_store.h"
#include "collector/store/restore.h"
#include "collector/store/sqlite_connection.h"
#include "common/config/setting_documents.h"

namespace adit::cli {
namespace {

constexpr SettingsManualSubject kManualSubject = {
    .page = "adit-collector.conf",
    .program = "adit-collector",
    .version = ADIT_VERSION,
    .environment_prefix = "ADIT_COLLECTOR_",
    .files = "DIR/adit-collector.conf, DIR being the data directory\n"
             "environment (ADIT_COLLECTOR_...)\n"
             "command line (--set NAME=VALUE)"};

struct MaintenanceOptions {
  std::string file;
  std::vector<std::string> hosts;
  std::string agent;
};

void PrintRun(const nlohmann::json& summary, bool json) {
  if (json) {
    std::printf("%s\n", summary.dump().c_str());
    return;
  }
  std::printf("%llu routines from %llu events of %u people; see them with: adit routines\n",
              static_cast<unsigned long long>(summary.value("routines", uint64_t{0})),
              static_cast<unsigned long long>(summary.value("events", uint64_t{0})),
              summary.value("people", 0u));
}

Status MineOverApi(const ApiTarget& target, bool json) {
  ADIT_ASSIGN_OR_RETURN(std::string body, AskApiOrFail(target, "POST", "/api/v1/runs", ""));
  auto run = nlohmann::json::parse(body, nullptr, false);
  while (run.value("state", "") == "queued" || run.value("state", "") == "running") {
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    ADIT_ASSIGN_OR_RETURN(
        body,
        AskApiOrFail(target, "GET", "/api/v1/runs/" + std::to_string(run.value("id", 0)), ""));
    run = nlohmann::json::parse(body, nullptr, false);
  }
  if (run.value("state", "") != "done")
    return FailedPrecondition(run.value("message", "the run failed"));
  PrintRun(run["summary"], json);
  return OkStatus();
}

Status Mine(const CollectorCommandLine& line) {
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (local.running) return MineOverApi(*local.running, line.json);
  ADIT_RETURN_IF_ERROR(local.stopped->DecodePending());
  ADIT_ASSIGN_OR_RETURN(const RunEntry run, local.stopped->jobs().RunNow());
  if (run.state != "done") return FailedPrecondition(run.message);
  PrintRun(nlohmann::json::parse(run.summary, nullptr, false), line.json);
  return OkStatus();
}

// Reads beside a running collector: a reader never disturbs the one writer.
Status Backup(const CollectorCommandLine& line, const MaintenanceOptions& options) {
  ADIT_RETURN_IF_ERROR(BackUpDatabase(line.data_directory + "/store.db", options.file));
  std::fprintf(stderr,
               "Backed up the database to %s and checked it. Keep %s/keys with it: without its keys "
               "it is of no use.\n",
               options.file.c_str(), line.data_directory.c_str());
  return OkStatus();
}

Status Restore(const CollectorCommandLine& line, const MaintenanceOptions& options) {
  const std::string database = line.data_directory + "/store.db";
  ADIT_RETURN_IF_ERROR(RestoreDatabase(options.file, database));
  std::fprintf(stderr,
               "Restored %s; the database before is %s.replaced. Agents send again what they still "
               "hold; what they deleted after a receipt younger than the backup is gone and shows as "
               "missing in `adit agents`.\n",
               options.file.c_str(), database.c_str());
  return OkStatus();
}

// Beside a running collector too, as backup does.
Status VerifyAudit(const CollectorCommandLine& line) {
  ADIT_ASSIGN_OR_RETURN(
      const auto connection,
      SqliteConnection::Open(line.data_directory + "/store.db", SqliteMode::kReadOnly));
  ADIT_ASSIGN_OR_RETURN(const int64_t entries, VerifyAuditChain(*connection));
  std::printf("%lld entries, unbroken\n", static_cast<long long>(entries));
  return OkStatus();
}

Status SetPolicy(const CollectorCommandLine& line, const MaintenanceOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const Bytes text, ReadWholeFile(RealFileSystem(), options.file, 1 << 20));
  const std::string document(AsText(text));
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (local.stopped) return local.stopped->ActivatePolicy(document).WithContext(options.file);
  return AskApiOrFail(*local.running, "POST", "/api/v1/administration/policy", document)
      .status()
      .WithContext(options.file);
}

Status RevokeAgent(const CollectorCommandLine& line, const MaintenanceOptions& options) {
  const auto bytes = HexDecode(options.agent);
  const auto id = bytes ? ToArray<16>(*bytes) : std::nullopt;
  if (!id)
    return InvalidArgument("'" + options.agent + "' is not an agent's id of 32 hexadecimal digits");
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (local.stopped) return local.stopped->control().RevokeAgent(*id, SystemClock().WallMicros());
  return AskApiOrFail(*local.running, "DELETE", "/api/v1/agents/" + options.agent, "").status();
}

CLI::App* Add(CLI::App& group, CollectorCommandLine& line, const char* name, const char* help,
              const std::function<Status()>& run) {
  CLI::App* command = group.add_subcommand(name, help);
  command->add_option("--data", line.data_directory, "Data directory of the collector")->required();
  command->callback([&line, run] {
    const Status status = run();
    line.exit_code = status.ok() ? kExitOk : FailCollector(status);
  });
  return command;
}

}  // namespace

void AddMaintenanceCommands(CLI::App& program, CollectorCommandLine& line) {
  auto options = std::make_shared<MaintenanceOptions>();
  Add(program, line, "mine", "Find and rank routines now", [&line] {
    return Mine(line);
  })->add_flag("--json", line.json, "Print one JSON document");
  Add(program, line, "restore", "Put a checked copy of a backup in the place of the database",
      [&line, options] { return Restore(line, *options); })
      ->add_option("file", options->file, "A file that backup made")
      ->required();
  Add(program, line, "backup", "Copy the database, consistently, also while serving",
      [&line, options] { return Backup(line, *options); })
      ->add_option("file", options->file, "New file")
      ->required();
  CLI::App* audit = program.add_subcommand("audit", "The chain of who did and saw what");
  audit->require_subcommand(1);
  Add(*audit, line, "verify", "Check that no entry was changed or removed",
      [&line] { return VerifyAudit(line); });
  CLI::App* policy = program.add_subcommand("policy", "The policy agents mask by");
  policy->require_subcommand(1);
  Add(*policy, line, "set", "Check, sign and activate a policy document",
      [&line, options] { return SetPolicy(line, *options); })
      ->add_option("file", options->file, "Policy document, JSON")
      ->required();
  Add(program, line, "revoke-agent", "Refuse an agent from now on and tell it, signed, to stop",
      [&line, options] { return RevokeAgent(line, *options); })
      ->add_option("agent", options->agent, "Its id")
      ->required();
  Add(program, line, "renew-certificate",
      "Issue the server's certificate anew, for other hosts too",
      [&line, options] {
        return RenewServerCertificate(RealFileSystem(), line.data_directory + "/keys",
                                      options->hosts, SystemClock());
      })
      ->add_option("--host", options->hosts, "Name or address, repeatable")
      ->required();
  Add(program, line, "new-seal-key", "Start the next sealing epoch",
      [&line] { return AddSealEpoch(RealFileSystem(), line.data_directory + "/keys").status(); });
  CLI::App* settings =
      program.add_subcommand("settings", "Print every setting with its default, as a file");
  const auto manual = std::make_shared<bool>(false);
  settings->add_flag("--man", *manual, "the manual page adit-collector.conf(5) instead");
  settings->callback([manual] {
    const SettingSchema schema = CollectorSettingSchema();
    std::printf("%s", *manual ? SettingsManual(schema, kManualSubject).c_str()
                              : SettingsTemplate(schema).c_str());
  });
}

}  // namespace adit::cli
