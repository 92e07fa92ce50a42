#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "collector/cli/collector_commands.h"
#include "collector/cli/commands.h"
#include "collector/cli/local_collector.h"
#include "collector/cli/waiting.h"
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
    .files =
        "DIR/adit-collector.conf, DIR being the data directory\n"
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

// The run once it is over.
Result<nlohmann::json> RunOverApi(const ApiTarget& target) {
  Waiting waiting("find routines");
  ADIT_ASSIGN_OR_RETURN(std::string body, AskApiOrFail(target, "POST", "/api/v1/runs", ""));
  auto run = nlohmann::json::parse(body, nullptr, false);
  while (run.value("state", "") == "queued" || run.value("state", "") == "running") {
    waiting.Now("find routines, " + std::to_string(run.value("progress", 0)) + " %");
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    ADIT_ASSIGN_OR_RETURN(
        body,
        AskApiOrFail(target, "GET", "/api/v1/runs/" + std::to_string(run.value("id", 0)), ""));
    run = nlohmann::json::parse(body, nullptr, false);
  }
  return run;
}

Status MineOverApi(const ApiTarget& target, bool json) {
  ADIT_ASSIGN_OR_RETURN(const nlohmann::json run, RunOverApi(target));
  if (run.value("state", "") != "done")
    return FailedPrecondition(run.value("message", "the run failed"));
  PrintRun(run["summary"], json);
  return OkStatus();
}

Status Mine(const CollectorCommandLine& line) {
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (local.running) return MineOverApi(*local.running, line.json);
  ADIT_RETURN_IF_ERROR(
      Showing("decode what was received", [&] { return local.stopped->DecodePending(); }));
  ADIT_ASSIGN_OR_RETURN(const RunEntry run,
                        Showing("find routines", [&] { return local.stopped->jobs().RunNow(); }));
  if (run.state != "done") return FailedPrecondition(run.message);
  PrintRun(nlohmann::json::parse(run.summary, nullptr, false), line.json);
  return OkStatus();
}

// Reads beside a running collector: a reader never disturbs the one writer.
Status Backup(const CollectorCommandLine& line, const MaintenanceOptions& options) {
  ADIT_RETURN_IF_ERROR(Showing("copy and check", [&] {
    return BackUpDatabase(line.data_directory + "/store.db", options.file);
  }));
  std::fprintf(
      stderr,
      "Backed up the database to %s and checked it. Keep %s/keys with it: without its keys "
      "it is of no use.\n",
      options.file.c_str(), line.data_directory.c_str());
  return OkStatus();
}

Status Restore(const CollectorCommandLine& line, const MaintenanceOptions& options) {
  const std::string database = line.data_directory + "/store.db";
  ADIT_RETURN_IF_ERROR(
      Showing("check and copy", [&] { return RestoreDatabase(options.file, database); }));
  std::fprintf(
      stderr,
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
  ADIT_ASSIGN_OR_RETURN(const int64_t entries,
                        Showing("verify the chain", [&] { return VerifyAuditChain(*connection); }));
  if (line.json) {
    std::printf("%s\n", nlohmann::json({{"entries", entries}, {"unbroken", true}}).dump().c_str());
  } else {
    std::printf("%lld entries, unbroken\n", static_cast<long long>(entries));
  }
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
              const char* examples, const std::function<Status()>& run) {
  CLI::App* command = group.add_subcommand(name, help);
  command->footer(std::string("Example:\n") + examples);
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
  Add(program, line, "mine", "Find and rank routines now",
      "  adit-collector mine --data /var/lib/adit && adit routines", [&line] { return Mine(line); })
      ->add_flag("--json", line.json, "Print one JSON document");
  Add(program, line, "restore", "Put a checked copy of a backup in the place of the database",
      "  systemctl stop adit-collector\n"
      "  adit-collector restore --data /var/lib/adit /backup/store.db",
      [&line, options] { return Restore(line, *options); })
      ->add_option("file", options->file, "A file that backup made")
      ->required();
  Add(program, line, "backup", "Copy the database, consistently, also while serving",
      "  adit-collector backup --data /var/lib/adit /backup/store-$(date +%F).db",
      [&line, options] { return Backup(line, *options); })
      ->add_option("file", options->file, "New file")
      ->required();
  CLI::App* audit = program.add_subcommand("audit", "The chain of who did and saw what");
  audit->require_subcommand(1);
  CLI::App* verify = Add(*audit, line, "verify", "Check that no entry was changed or removed",
                         "  adit-collector audit verify --data /var/lib/adit\n"
                         "Whether the chain was written anew as a whole tells `adit audit verify "
                         "--checkpoint` alone.\n"
                         "\n"
                         "Exit codes: 0 unbroken; 1 the database cannot be read; 2 the command "
                         "line is wrong; 4 broken,\n"
                         "the message names the entry",
                         [&line] { return VerifyAudit(line); });
  verify->add_flag("--json", line.json, "Print one JSON document");
  verify->callback([&line] {
    const Status status = VerifyAudit(line);
    line.exit_code = status.ok() ? kExitOk : FailCollector(status);
    if (status.code() == StatusCode::kDataLoss) line.exit_code = kExitRefused;
  });
  CLI::App* policy = program.add_subcommand("policy", "The policy agents mask by");
  policy->require_subcommand(1);
  Add(*policy, line, "set", "Check, sign and activate a policy document",
      "  adit policy lint ours.json && adit-collector policy set --data /var/lib/adit ours.json",
      [&line, options] { return SetPolicy(line, *options); })
      ->add_option("file", options->file, "Policy document, JSON")
      ->required();
  Add(program, line, "revoke-agent", "Refuse an agent from now on and tell it, signed, to stop",
      "  adit agents        shows the ids\n"
      "  adit-collector revoke-agent --data /var/lib/adit 0123456789abcdef0123456789abcdef",
      [&line, options] { return RevokeAgent(line, *options); })
      ->add_option("agent", options->agent, "Its id")
      ->required();
  Add(program, line, "renew-certificate",
      "Issue the server's certificate anew, for other hosts too",
      "  adit-collector renew-certificate --data /var/lib/adit --host collector.example.com\n"
      "The collector takes it at its next start; agents trust it by the authority they know.",
      [&line, options] {
        return RenewServerCertificate(RealFileSystem(), line.data_directory + "/keys",
                                      options->hosts, SystemClock());
      })
      ->add_option("--host", options->hosts, "Name or address, repeatable")
      ->required();
  Add(program, line, "new-seal-key", "Start the next sealing epoch",
      "  adit-collector new-seal-key --data /var/lib/adit\n"
      "Agents seal to the new key once they have fetched it; older batches stay readable.",
      [&line] { 
        return AddSealEpoch(RealFileSystem(), line.data_directory + "/keys", SystemClock()).status();
      });
  const auto epoch = std::make_shared<int>(0);
  Add(program, line, "destroy-seal-key", "Make what is sealed to an old epoch unreadable for ever",
      "  adit-collector destroy-seal-key --data /var/lib/adit --epoch 1\n"
      "Batches sealed to it that are set aside, not decoded yet or in backups are lost, and agents\n"
      "that have not heard of a newer key have theirs refused: wait until they have, then restart.",
      [&line, epoch] {
        return DestroySealEpoch(RealFileSystem(), line.data_directory + "/keys", *epoch);
      })
      ->add_option("--epoch", *epoch, "Number in the key's file name, seal-N.key")
      ->required();
  CLI::App* settings =
      program.add_subcommand("settings", "Print every setting with its default, as a file");
  settings->footer(
      "Example:\n"
      "  adit-collector settings > /var/lib/adit/adit-collector.conf");
  const auto manual = std::make_shared<bool>(false);
  settings->add_flag("--json", line.json, "Their JSON Schema instead");
  settings->add_flag("--man", *manual, "the manual page adit-collector.conf(5) instead");
  settings->callback([manual, &line] {
    const SettingSchema schema = CollectorSettingSchema();
    if (line.json) {
      std::printf("%s\n", SettingsJsonSchema(schema, "adit-collector").c_str());
      return;
    }
    std::printf("%s", *manual ? SettingsManual(schema, kManualSubject).c_str()
                              : SettingsTemplate(schema).c_str());
  });
}

}  // namespace adit::cli
