// adit-collector authority and root: change the authority that agents trust; keep a root offline.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "collector/cli/collector_commands.h"
#include "collector/cli/commands.h"
#include "collector/ingest/authority_rollover.h"
#include "collector/store/sqlite_connection.h"
#include "common/base/json_text.h"
#include "common/base/time_text.h"
#include "common/crypto/certificate.h"
#include "common/crypto/certificate_authority.h"
#include "common/crypto/key_file.h"

namespace adit::cli {
namespace {

constexpr int64_t kDayUs = 86'400ll * kMicrosPerSecond;
constexpr size_t kMaxPemBytes = 64 << 10;

struct AuthorityOptions {
  std::vector<std::string> hosts;
  std::string file;
  std::string directory;
  std::string name = "Adit root";
  bool force = false;
};

std::string KeysOf(const CollectorCommandLine& line) { return line.data_directory + "/keys"; }

Result<std::string> ReadPem(const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(RealFileSystem(), path, kMaxPemBytes));
  return std::string(AsText(bytes));
}

Status WriteNew(const std::string& path, const std::string& text) {
  if (RealFileSystem().Exists(path)) return AlreadyExists(path + " exists; it is not overwritten");
  return WriteFileAtomically(RealFileSystem(), path, AsBytes(text));
}

// Agents that could still renew and hold no certificate of after the last change: they do not trust
// what is new yet, or show a certificate of what is old. Beside a running collector too.
Result<int64_t> AgentsBehind(const CollectorCommandLine& line, const AuthorityStage& stage) {
  ADIT_ASSIGN_OR_RETURN(
      const auto database,
      SqliteConnection::Open(line.data_directory + "/store.db", SqliteMode::kReadOnly));
  const int64_t now_us = SystemClock().WallMicros();
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement count,
      database->Prepare(
          "SELECT count(*) FROM (SELECT max(c.not_after_us) AS newest FROM agents a JOIN "
          "certificates c ON c.agent_ordinal = a.ordinal WHERE a.state = 0 GROUP BY a.ordinal) "
          "WHERE newest < ? AND newest >= ?"));
  count.Bind(1, stage.changed_us + crypto::kAgentCertificateDays * kDayUs)
      .Bind(2, now_us - crypto::kRenewalGraceDays * kDayUs);
  ADIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool row, count.Step());
  return count.Int(0);
}

Status EverybodyFollowed(const CollectorCommandLine& line, const AuthorityStage& stage,
                         bool force) {
  ADIT_ASSIGN_OR_RETURN(const int64_t behind, AgentsBehind(line, stage));
  if (behind == 0) return OkStatus();
  const std::string many = std::to_string(behind) + (behind == 1 ? " agent has" : " agents have");
  if (force) {
    std::fprintf(stderr, "%s not followed and must be enrolled anew.\n", many.c_str());
    return OkStatus();
  }
  return FailedPrecondition(
      many +
      " not followed yet. They do so at their next contact with the collector "
      "that was restarted after the last step; wait, or --force and enrol them "
      "anew");
}

Status Show(const CollectorCommandLine& line) {
  ADIT_ASSIGN_OR_RETURN(const AuthorityStage stage,
                        ReadAuthorityStage(RealFileSystem(), KeysOf(line)));
  ADIT_ASSIGN_OR_RETURN(const std::string pem, ReadPem(KeysOf(line) + "/authority.pem"));
  ADIT_ASSIGN_OR_RETURN(const crypto::CertificateFacts facts, crypto::ReadCertificate(pem));
  ADIT_ASSIGN_OR_RETURN(const std::string anchor, crypto::TrustAnchorOf(pem));
  ADIT_ASSIGN_OR_RETURN(const crypto::CertificateFacts root, crypto::ReadCertificate(anchor));
  if (line.json) {
    int64_t behind = 0;
    if (stage.next || stage.old) {
      ADIT_ASSIGN_OR_RETURN(behind, AgentsBehind(line, stage));
    }
    const std::string text = JsonObjectWriter()
                                 .Text("signs", facts.sha256_hex)
                                 .Text("until", FormatTime(facts.not_after_us))
                                 .Text("trusted", root.sha256_hex)
                                 .Flag("root_offline", root.sha256_hex != facts.sha256_hex)
                                 .Flag("request_waits", stage.next_key_only)
                                 .Flag("next_installed", stage.next)
                                 .Flag("old_accepted", stage.old)
                                 .Unsigned("agents_behind", static_cast<uint64_t>(behind))
                                 .Take();
    std::printf("%s\n", text.c_str());
    return OkStatus();
  }
  std::printf("signs:  %s until %s\n", facts.sha256_hex.c_str(),
              FormatTime(facts.not_after_us).c_str());
  std::printf("agents trust:  %s%s\n", root.sha256_hex.c_str(),
              root.sha256_hex == facts.sha256_hex ? "" : " (a root whose key is not here)");
  if (stage.next_key_only)
    std::printf("a request waits for the root's signature: install it next\n");
  if (stage.next) std::printf("the next one is installed: switch to it next\n");
  if (stage.old) std::printf("the one before is still accepted: finish next\n");
  if (stage.next || stage.old) {
    ADIT_ASSIGN_OR_RETURN(const int64_t behind, AgentsBehind(line, stage));
    std::printf("agents that have not followed: %lld\n", static_cast<long long>(behind));
  }
  return OkStatus();
}

Status Switch(const CollectorCommandLine& line, const AuthorityOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const AuthorityStage stage,
                        ReadAuthorityStage(RealFileSystem(), KeysOf(line)));
  if (stage.next && !stage.same_anchor) {
    ADIT_RETURN_IF_ERROR(EverybodyFollowed(line, stage, options.force));
  }
  ADIT_RETURN_IF_ERROR(
      SwitchAuthority(RealFileSystem(), KeysOf(line), options.hosts, SystemClock()));
  std::fprintf(
      stderr,
      "Restart the collector. Enrolment tokens made before do not work any more unless the "
      "same root signed both. Delete old backups of %s: they hold the old key.\n",
      KeysOf(line).c_str());
  return OkStatus();
}

Status Finish(const CollectorCommandLine& line, const AuthorityOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const AuthorityStage stage,
                        ReadAuthorityStage(RealFileSystem(), KeysOf(line)));
  if (stage.old) ADIT_RETURN_IF_ERROR(EverybodyFollowed(line, stage, options.force));
  return FinishAuthority(RealFileSystem(), KeysOf(line));
}

Status Request(const CollectorCommandLine& line, const AuthorityOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const std::string request,
                        RequestAuthority(RealFileSystem(), KeysOf(line)));
  return WriteNew(options.file, request);
}

Status Install(const CollectorCommandLine& line, const AuthorityOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const std::string chain, ReadPem(options.file));
  return InstallAuthority(RealFileSystem(), KeysOf(line), chain, SystemClock())
      .WithContext(options.file);
}

Status CreateRoot(const AuthorityOptions& options) {
  FileSystem& files = RealFileSystem();
  ADIT_RETURN_IF_ERROR(files.CreateDirectories(options.directory));
  ADIT_ASSIGN_OR_RETURN(const crypto::CertificateAuthority root,
                        crypto::CreateRootAuthority(options.name, SystemClock().WallMicros()));
  ADIT_RETURN_IF_ERROR(
      crypto::SaveSecretText(files, options.directory + "/root.key", root.key_pem));
  return WriteNew(options.directory + "/root.pem", root.certificate_pem);
}

Status Sign(const AuthorityOptions& options, const std::string& output) {
  crypto::CertificateAuthority root;
  ADIT_ASSIGN_OR_RETURN(root.certificate_pem, ReadPem(options.directory + "/root.pem"));
  ADIT_ASSIGN_OR_RETURN(root.key_pem,
                        crypto::LoadSecretText(RealFileSystem(), options.directory + "/root.key"));
  const int64_t now_us = SystemClock().WallMicros();
  ADIT_RETURN_IF_ERROR(crypto::CheckAuthority(root, now_us).WithContext(options.directory));
  ADIT_ASSIGN_OR_RETURN(const std::string request, ReadPem(options.file));
  ADIT_ASSIGN_OR_RETURN(const std::string chain,
                        crypto::SignAuthority(root, request, "Adit collector", now_us));
  return WriteNew(output, chain);
}

CLI::App* Add(CLI::App& group, CollectorCommandLine& line, const char* name, const char* help,
              const char* examples, const std::function<Status()>& run) {
  CLI::App* command = group.add_subcommand(name, help);
  command->footer(std::string("Example:\n") + examples);
  command->callback([&line, run] {
    const Status status = run();
    line.exit_code = status.ok() ? kExitOk : FailCollector(status);
  });
  return command;
}

CLI::App* OnData(CLI::App* command, CollectorCommandLine& line) {
  command->add_option("--data", line.data_directory, "Data directory of the collector")->required();
  return command;
}

void AddRootCommands(CLI::App& program, CollectorCommandLine& line,
                     const std::shared_ptr<AuthorityOptions>& options) {
  CLI::App* root = program.add_subcommand("root", "A root whose key stays on an offline machine");
  root->require_subcommand(1);
  CLI::App* create = Add(*root, line, "create", "Make the root: root.pem and root.key",
                         "  adit-collector root create --root /media/safe\n"
                         "Run it on a machine without a network; root.key never leaves it.",
                         [options] { return CreateRoot(*options); });
  create->add_option("--root", options->directory, "Directory of the root")->required();
  create->add_option("--name", options->name, "Its name in certificates")->capture_default_str();
  const auto output = std::make_shared<std::string>();
  CLI::App* sign = Add(*root, line, "sign", "Sign a collector's request, for five years",
                       "  adit-collector root sign --root /media/safe authority.csr "
                       "--output authority.pem\n"
                       "The answer holds the authority's certificate and the root's.",
                       [options, output] { return Sign(*options, *output); });
  sign->add_option("--root", options->directory, "Directory of the root")->required();
  sign->add_option("request", options->file, "What `authority request` wrote")->required();
  sign->add_option("--output", *output, "New file for the chain")->required();
}

}  // namespace

void AddAuthorityCommands(CLI::App& program, CollectorCommandLine& line) {
  const auto options = std::make_shared<AuthorityOptions>();
  CLI::App* authority = program.add_subcommand("authority", "Change the authority agents trust");
  authority->require_subcommand(1);
  OnData(
      Add(*authority, line, "show", "Which one signs, what waits, who has not followed",
          "  adit-collector authority show --data /var/lib/adit",
          [&line] { return Show(line); }),
      line)
      ->add_flag("--json", line.json, "Print one JSON document");
  OnData(Add(*authority, line, "prepare", "Make the next authority; agents begin to trust it",
             "  adit-collector authority prepare --data /var/lib/adit\n"
             "Restart the collector afterwards.",
             [&line] { return PrepareAuthority(RealFileSystem(), KeysOf(line), SystemClock()); }),
         line);
  OnData(Add(*authority, line, "request", "Ask an offline root for the next authority instead",
             "  adit-collector authority request --data /var/lib/adit authority.csr",
             [&line, options] { return Request(line, *options); }),
         line)
      ->add_option("file", options->file, "New file for the request")
      ->required();
  OnData(Add(*authority, line, "install", "Take what the root signed",
             "  adit-collector authority install --data /var/lib/adit authority.pem\n"
             "Restart the collector afterwards.",
             [&line, options] { return Install(line, *options); }),
         line)
      ->add_option("file", options->file, "The chain that `root sign` wrote")
      ->required();
  CLI::App* change = OnData(
      Add(*authority, line, "switch", "Put the next authority into force; the old key is destroyed",
          "  adit-collector authority switch --data /var/lib/adit --host collector.example.com\n"
          "Exit code 1 while agents do not trust the next one yet.",
          [&line, options] { return Switch(line, *options); }),
      line);
  change->add_option("--host", options->hosts, "Name or address of the server, repeatable")
      ->required();
  change->add_flag("--force", options->force, "Leave agents behind; they must be enrolled anew");
  OnData(Add(*authority, line, "finish", "Trust the old authority no more",
             "  adit-collector authority finish --data /var/lib/adit\n"
             "Restart the collector afterwards.",
             [&line, options] { return Finish(line, *options); }),
         line)
      ->add_flag("--force", options->force, "Leave agents behind; they must be enrolled anew");
  AddRootCommands(program, line, options);
}

}  // namespace adit::cli
