// adit import: logs of other recorders as replay files for an agent to mask and send.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "collector/cli/commands.h"
#include "collector/cli/replay_import.h"
#include "collector/cli/waiting.h"
#include "collector/reconstruct/log_reader.h"
#include "common/io/file_system.h"

namespace adit::cli {
namespace {

constexpr size_t kMaxExportBytes = size_t{512} << 20;
constexpr const char* kFooter =
    "Writes DIR/person-1.replay and so on, one file a person, readable by you alone. They hold "
    "what the log\n"
    "holds, unmasked: play them where the log was made, then delete them.\n"
    "\n"
    "Examples:\n"
    "  adit import aw-buckets-export.json --from activitywatch --out replays\n"
    "  adit import uilog.csv --columns time=ts,user=who --out replays\n"
    "  adit-agent run --look --source replay:replays/person-1.replay   what would leave\n"
    "  adit-agent run --source replay:replays/person-1.replay          mask, seal, send";

struct Arguments {
  std::string log;
  std::string from = "uilog";
  std::string columns;
  std::string out;
};

Result<std::vector<std::string>> Convert(const Arguments& arguments, ImportCounts& counts) {
  if (arguments.from == "activitywatch") {
    ADIT_ASSIGN_OR_RETURN(const Bytes text,
                          ReadWholeFile(RealFileSystem(), arguments.log, kMaxExportBytes));
    Result<std::string> replay = ActivityWatchToReplay(AsText(text), counts);
    if (!replay.ok()) return replay.status().WithContext(arguments.log);
    return std::vector<std::string>{*std::move(replay)};
  }
  ReadOptions options;
  ADIT_ASSIGN_OR_RETURN(options.columns, ParseColumnMap(arguments.columns));
  LogReport report;
  ADIT_ASSIGN_OR_RETURN(const EventLog log, ReadUiLog(arguments.log, options, &report, nullptr));
  return UiLogToReplays(log, counts);
}

Status Import(const Arguments& arguments) {
  ImportCounts counts;
  ADIT_ASSIGN_OR_RETURN(
      const std::vector<std::string> replays,
      Showing("convert " + arguments.log, [&] { return Convert(arguments, counts); }));
  if (counts.written == 0)
    return InvalidArgument(arguments.log +
                           ": no event with a time; name the column with --columns time=…");
  FileSystem& files = RealFileSystem();
  ADIT_RETURN_IF_ERROR(files.CreateDirectories(arguments.out));
  for (size_t i = 0; i < replays.size(); ++i) {
    const std::string path = arguments.out + "/person-" + std::to_string(i + 1) + ".replay";
    ADIT_RETURN_IF_ERROR(WriteFileAtomically(files, path, AsBytes(replays[i])));
  }
  std::printf("%zu files in %s: %llu of %llu events\n", replays.size(), arguments.out.c_str(),
              static_cast<unsigned long long>(counts.written),
              static_cast<unsigned long long>(counts.read));
  if (counts.without_time > 0)
    std::fprintf(stderr, "adit import: %llu events have no time and were left out\n",
                 static_cast<unsigned long long>(counts.without_time));
  for (const auto& [action, count] : counts.unknown_actions)
    std::fprintf(stderr,
                 "adit import: action '%.60s' is unknown, written as 'invoke' (%llu times)\n",
                 action.c_str(), static_cast<unsigned long long>(count));
  return OkStatus();
}

}  // namespace

void AddImportCommand(CLI::App& tool, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      tool.add_subcommand("import", "Logs of other recorders as replay files for an agent");
  command->footer(kFooter);
  command
      ->add_option("log", arguments->log,
                   "Export of ActivityWatch, or a UI log as CSV, CSV.gz or XES")
      ->required();
  command->add_option("--from", arguments->from, "activitywatch or uilog [uilog]")
      ->check(CLI::IsMember({"activitywatch", "uilog"}));
  command->add_option("--columns", arguments->columns, "field=column,…: what columns mean");
  command->add_option("--out", arguments->out, "Folder for the replay files")->required();
  command->callback([arguments, &exit_code] {
    const Status done = Import(*arguments);
    if (done.ok()) return;
    std::fprintf(stderr, "adit import: %s\n", done.message().c_str());
    exit_code = done.code() == StatusCode::kInvalidArgument ? kExitInput : kExitFailed;
  });
}

}  // namespace adit::cli
