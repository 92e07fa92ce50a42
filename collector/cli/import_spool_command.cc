// adit-collector import-spool: sealed files of machines without a network, carried here on a
// medium.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "collector/cli/collector_commands.h"
#include "collector/cli/commands.h"
#include "collector/cli/local_collector.h"
#include "common/wire/limits.h"

namespace adit::cli {
namespace {

struct ImportOptions {
  std::string directory;
  std::string receipts;
};

struct ImportCounts {
  uint64_t stored = 0;
  uint64_t known = 0;
  uint64_t refused = 0;
};

void PrintCounts(const ImportCounts& counts, bool json) {
  std::printf(json ? "{\"stored\":%llu,\"known\":%llu,\"refused\":%llu}\n"
                   : "%llu files stored, %llu known before, %llu refused\n",
              static_cast<unsigned long long>(counts.stored),
              static_cast<unsigned long long>(counts.known),
              static_cast<unsigned long long>(counts.refused));
}

// One bad file stops no other; a store that does not write stops everything.
Status ImportFile(CollectorInstance& collector, const ImportOptions& options,
                  const std::string& name, ImportCounts& counts) {
  FileSystem& files = RealFileSystem();
  const std::string path = options.directory + "/" + name;
  Result<Bytes> envelope = ReadWholeFile(files, path, wire::kMaxEnvelopeBytes);
  const auto imported = envelope.ok() ? collector.ImportEnvelope(std::move(*envelope))
                                      : Result<CollectorInstance::Imported>(envelope.status());
  if (!imported.ok()) {
    if (imported.status().code() == StatusCode::kUnavailable) {
      return imported.status().WithContext(path);
    }
    std::fprintf(stderr, "adit-collector: %s: %s\n", path.c_str(),
                 imported.status().message().c_str());
    ++counts.refused;
    return OkStatus();
  }
  ++(imported->created ? counts.stored : counts.known);
  if (options.receipts.empty()) return OkStatus();
  return WriteFileAtomically(files, options.receipts + "/" + name + ".receipt", imported->receipt);
}

Status ImportSpool(const CollectorCommandLine& line, const ImportOptions& options,
                   ImportCounts& counts) {
  FileSystem& files = RealFileSystem();
  ADIT_ASSIGN_OR_RETURN(std::vector<DirectoryEntry> entries, files.List(options.directory));
  std::erase_if(entries, [](const auto& entry) { return !entry.name.ends_with(".sealed"); });
  if (entries.empty()) {
    return InvalidArgument(options.directory +
                           ": holds no .sealed files; copy those of the agent's spool directory");
  }
  // Names order as the batches were written.
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  if (!options.receipts.empty()) ADIT_RETURN_IF_ERROR(files.CreateDirectories(options.receipts));
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (local.running) {
    return FailedPrecondition("a collector serves " + line.data_directory +
                              "; stop it, import, and start it again");
  }
  for (const DirectoryEntry& entry : entries) {
    ADIT_RETURN_IF_ERROR(ImportFile(*local.stopped, options, entry.name, counts));
  }
  return local.stopped->DecodePending();
}

}  // namespace

void AddImportSpoolCommand(CLI::App& program, CollectorCommandLine& line) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = program.add_subcommand(
      "import-spool", "Take sealed spool files of machines without a network");
  command->footer(
      "Stop the collector first. Files are checked as if their agent had sent them, which must be\n"
      "enrolled here; a file that came before counts once. They stay where they are.\n"
      "\n"
      "Example:\n"
      "  adit-collector import-spool --data /var/lib/adit --receipts /mnt/usb/receipts "
      "/mnt/usb/spool\n"
      "\n"
      "Exit codes: 0 all taken; 1 the store failed; 2 the command line is wrong; 3 there is "
      "nothing "
      "to\n"
      "import; 4 some files were refused, the messages name them");
  command->add_option("--data", line.data_directory, "Data directory of the collector")->required();
  command->add_option("--receipts", options->receipts,
                      "Directory for the signed receipts, FILE.receipt each");
  command->add_flag("--json", line.json, "Print one JSON document");
  command->add_option("directory", options->directory, "Where the .sealed files are")->required();
  command->callback([&line, options] {
    ImportCounts counts;
    const Status status = ImportSpool(line, *options, counts);
    line.exit_code = status.ok() ? kExitOk : FailCollector(status);
    if (status.ok() && counts.refused > 0) line.exit_code = kExitRefused;
    if (status.ok() || counts.stored + counts.known > 0) PrintCounts(counts, line.json);
  });
}

}  // namespace adit::cli
