// adit audit: the audit chain read from a collector or a file, checked where the collector cannot
// reach.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "collector/cli/commands.h"
#include "collector/cli/progress.h"
#include "collector/cli/server_options.h"
#include "collector/store/audit_chain.h"
#include "collector/store/audit_checkpoint.h"
#include "common/base/time_text.h"
#include "common/io/file_system.h"

namespace adit::cli {
namespace {

using nlohmann::json;

constexpr const char* kFooter =
    "Examples:\n"
    "  adit audit checkpoint > kept.txt          sign the chain as it ends now; keep the file "
    "elsewhere\n"
    "  adit audit verify --checkpoint kept.txt   is what was signed still the beginning of the "
    "chain?\n"
    "  adit audit export > audit.ndjson          one entry a line, for a SIEM or an archive\n"
    "  adit audit verify audit.ndjson            the same check, of the file\n"
    "\n"
    "Exit codes: 0 done; 1 the collector is not reached; 2 the command line is wrong; 3 a file "
    "cannot "
    "be read;\n"
    "4 the chain is not whole or not the one that was signed.";
constexpr size_t kMaxLine = 64 << 10;

struct AuditArguments {
  ServerOptions server;
  std::string file;
  std::vector<std::string> checkpoints;
  std::string key;
};

// One entry as the API shows it; `place` names it in messages.
Result<AuditEntry> ReadEntry(const json& item, const std::string& place) {
  AuditEntry entry;
  const auto text = [&](const char* name) {
    const auto found = item.is_object() ? item.find(name) : item.end();
    return found != item.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto seq = item.is_object() ? item.find("seq") : item.end();
  if (seq == item.end() || !seq->is_number_integer())
    return InvalidArgument(place + ": an entry of the audit needs the whole number 'seq'");
  entry.seq = seq->get<int64_t>();
  const std::optional<int64_t> at_us = ParseTime(text("at"));
  entry.at_us = at_us.value_or(0);
  if (!at_us && !item.value("at", json()).is_null())
    return InvalidArgument(place + ": 'at' must be a time of RFC 3339 or null");
  entry.actor = text("actor");
  entry.action = text("action");
  entry.target = text("target");
  entry.outcome = text("outcome");
  const auto bytes = HexDecode(text("hash"));
  const auto hash = bytes ? ToArray<32>(*bytes) : std::nullopt;
  if (!hash) return InvalidArgument(place + ": 'hash' must have 64 hexadecimal digits");
  entry.hash = *hash;
  return entry;
}

using Visit = std::function<Status(const json& item, const std::string& place)>;

Status VisitServer(const ServerOptions& server, const Visit& visit) {
  for (std::string path = "/api/v1/audit?limit=500";;) {
    ADIT_ASSIGN_OR_RETURN(const json list, AskServer(server, "GET", path));
    for (const json& item : list.value("items", json::array()))
      ADIT_RETURN_IF_ERROR(visit(item, server.server));
    const json next = list.value("next_cursor", json());
    if (!next.is_string()) return OkStatus();
    path = "/api/v1/audit?limit=500&cursor=" + next.get<std::string>();
  }
}

Status VisitFile(const std::string& path, const Visit& visit) {
  std::ifstream in(path);
  if (!in) return NotFound("cannot read " + path);
  std::string line;
  for (size_t number = 1; std::getline(in, line); ++number) {
    const std::string place = path + ":" + std::to_string(number);
    if (line.empty()) continue;
    if (line.size() > kMaxLine)
      return InvalidArgument(place + ": longer than " + std::to_string(kMaxLine) + " bytes");
    const json item = json::parse(line, nullptr, false);
    if (item.is_discarded()) return InvalidArgument(place + ": no JSON");
    ADIT_RETURN_IF_ERROR(visit(item, place));
  }
  return OkStatus();
}

Result<std::vector<AuditCheckpoint>> ReadCheckpoints(const AuditArguments& arguments) {
  std::vector<AuditCheckpoint> checkpoints;
  for (const std::string& path : arguments.checkpoints) {
    ADIT_ASSIGN_OR_RETURN(const Bytes text, ReadWholeFile(RealFileSystem(), path, 4096));
    Result<AuditCheckpoint> read = ReadAuditCheckpoint(AsText(text));
    if (!read.ok()) return read.status().WithContext(path);
    if (!arguments.key.empty() && HexEncode(read->key) != arguments.key)
      return FailedPrecondition(path + " is signed by " + HexEncode(read->key) + ", not by --key");
    checkpoints.push_back(*std::move(read));
  }
  return checkpoints;
}

Status Verify(const AuditArguments& arguments) {
  ADIT_ASSIGN_OR_RETURN(const auto checkpoints, ReadCheckpoints(arguments));
  Digest32 previous{};
  int64_t entries = 0;
  auto progress = std::make_unique<Progress>("verify", 0, "entries");
  const Visit visit = [&](const json& item, const std::string& place) -> Status {
    ADIT_ASSIGN_OR_RETURN(const AuditEntry entry, ReadEntry(item, place));
    const std::string named = "audit entry " + std::to_string(entries + 1);
    if (entry.seq != ++entries || AuditEntryDigest(previous, entry) != entry.hash)
      return DataLoss(named +
                      " is missing or does not follow from the one before it: the log was changed");
    previous = entry.hash;
    progress->Advance();
    for (const AuditCheckpoint& checkpoint : checkpoints) {
      if (checkpoint.entries == entries && checkpoint.last != entry.hash)
        return DataLoss(named + " is not the one that was signed at " +
                        FormatTime(checkpoint.at_us) + ": the log was written anew");
    }
    return OkStatus();
  };
  ADIT_RETURN_IF_ERROR(arguments.file.empty() ? VisitServer(arguments.server, visit)
                                              : VisitFile(arguments.file, visit));
  for (const AuditCheckpoint& checkpoint : checkpoints) {
    if (checkpoint.entries > entries)
      return DataLoss("the audit ends with entry " + std::to_string(entries) + ", but entry " +
                      std::to_string(checkpoint.entries) + " was signed at " +
                      FormatTime(checkpoint.at_us) + ": entries were removed");
  }
  progress.reset();
  std::printf("%lld entries, unbroken; %zu checkpoints hold\n", static_cast<long long>(entries),
              checkpoints.size());
  if (checkpoints.empty()) {
    std::fprintf(
        stderr,
        "adit audit: without --checkpoint a chain written anew as a whole is not noticed\n");
  }
  return OkStatus();
}

Status Export(const AuditArguments& arguments) {
  std::unique_ptr<Progress> progress;  // beside the entries on a terminal it would only disturb
  if (isatty(STDOUT_FILENO) == 0) progress = std::make_unique<Progress>("export", 0, "entries");
  return VisitServer(arguments.server, [&](const json& item, const std::string&) -> Status {
    if (progress) progress->Advance();
    const std::string line = item.dump() + "\n";
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size())
      return Unavailable("cannot write standard output");
    return OkStatus();
  });
}

Status Checkpoint(const AuditArguments& arguments) {
  ADIT_ASSIGN_OR_RETURN(const json made,
                        AskServer(arguments.server, "POST", "/api/v1/audit/checkpoints"));
  const std::string text = made.value("text", "");
  ADIT_RETURN_IF_ERROR(ReadAuditCheckpoint(text).status().WithContext(arguments.server.server));
  std::printf("%s", text.c_str());
  return OkStatus();
}

int CodeOf(const Status& status) {
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
      return kExitInput;
    case StatusCode::kDataLoss:
    case StatusCode::kFailedPrecondition:
      return kExitRefused;
    default:
      return kExitFailed;
  }
}

CLI::App* Add(CLI::App& group, const std::shared_ptr<AuditArguments>& arguments, int& exit_code,
              const char* name, const char* help, Status (*run)(const AuditArguments&)) {
  CLI::App* command = group.add_subcommand(name, help);
  AddServerOptions(*command, arguments->server);
  command->callback([arguments, run, &exit_code] {
    const Status status = run(*arguments);
    if (status.ok()) return;
    std::fprintf(stderr, "adit audit: %s\n", status.message().c_str());
    exit_code = CodeOf(status);
  });
  return command;
}

}  // namespace

void AddAuditCommands(CLI::App& tool, int& exit_code) {
  const auto arguments = std::make_shared<AuditArguments>();
  CLI::App* audit = tool.add_subcommand("audit", "Check, export and sign a collector's audit");
  audit->require_subcommand(1);
  audit->footer(kFooter);
  CLI::App* verify = Add(*audit, arguments, exit_code, "verify",
                         "Recompute the chain here and compare it with kept checkpoints", Verify);
  verify->add_option("file", arguments->file, "An export; without it the collector is asked");
  verify->add_option("--checkpoint", arguments->checkpoints, "File with a checkpoint, repeatable");
  verify->add_option("--key", arguments->key,
                     "Public key the checkpoints must be signed by, hexadecimal");
  Add(*audit, arguments, exit_code, "export", "Print every entry, one JSON object a line", Export);
  Add(*audit, arguments, exit_code, "checkpoint",
      "Sign the chain as it ends now and print what to keep", Checkpoint);
}

}  // namespace adit::cli
