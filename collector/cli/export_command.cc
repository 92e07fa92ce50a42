#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "collector/cli/commands.h"
#include "collector/cli/progress.h"
#include "collector/cli/waiting.h"
#include "collector/discovery/discover.h"
#include "collector/export/bpmn.h"
#include "collector/export/csv_log.h"
#include "collector/export/ocel.h"
#include "collector/export/process_document.h"
#include "collector/export/robot_skeleton.h"
#include "collector/export/xes.h"
#include "collector/reconstruct/log_reader.h"

namespace adit::cli {
namespace {

struct Arguments {
  std::string log;
  std::string columns;
  std::string format;
  std::string out = "-";
  uint32_t routine = UINT32_MAX;
};

constexpr const char* kFooter =
    "Finds the routines of a log as `adit discover` does and writes them for another tool:\n"
    "  xes       event log by IEEE 1849 (ProM, PM4Py, Disco, Apromore)\n"
    "  pm4py, uipath, celonis   event log as CSV with the columns that tool reads without mapping\n"
    "  bpmn      one routine as a BPMN 2.0 process with layout (Camunda, bpmn.io, Signavio)\n"
    "  ocel      object-centric event log, OCEL 2.0 JSON (PM4Py): routines, people, applications\n"
    "  docx, svg one routine as a process definition document, and its map\n"
    "  robot     one routine's main path as a Robot Framework suite to fill in\n"
    "\n"
    "Routines are counted from 0, heaviest first, as in routines.json.\n"
    "\n"
    "Examples:\n"
    "  adit export office.csv --format xes --out office.xes\n"
    "  adit export office.csv --format bpmn --routine 0 --out best.bpmn\n";

int Complain(const Status& status, int code) {
  std::fprintf(stderr, "adit export: %s\n", status.message().c_str());
  return code;
}

// Writes pieces to a file or standard output; the file appears whole or not at all.
class OutputFile {
 public:
  explicit OutputFile(std::string path)
      : path_(std::move(path)),
        file_(path_ == "-" ? stdout : std::fopen((path_ + ".part").c_str(), "wb")) {}
  ~OutputFile() {
    if (file_ == nullptr || path_ == "-") return;
    std::fclose(file_);
    std::remove((path_ + ".part").c_str());
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  Status Write(std::string_view piece) {
    if (file_ == nullptr || std::fwrite(piece.data(), 1, piece.size(), file_) != piece.size()) {
      return Unavailable("cannot write " + path_ + "; is the folder there and is there space?");
    }
    return OkStatus();
  }
  Status Finish() {
    ADIT_RETURN_IF_ERROR(Write({}));
    if (path_ == "-") {
      return std::fflush(stdout) == 0 ? OkStatus() : Unavailable("cannot write standard output");
    }
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!closed || std::rename((path_ + ".part").c_str(), path_.c_str()) != 0) {
      return Unavailable("cannot write " + path_);
    }
    return OkStatus();
  }

 private:
  const std::string path_;
  std::FILE* file_;
};

Status WriteFormat(const Arguments& arguments, const EventLog& log, const Discovery& discovery,
                   const TextSink& sink) {
  const ExportSelection selection{arguments.routine};
  if (arguments.format == "ocel") return WriteOcel(log, discovery, selection, sink);
  if (arguments.format == "xes") return WriteXes(log, discovery, selection, sink);
  if (const auto profile = ParseCsvProfile(arguments.format)) {
    return WriteCsvLog(log, discovery, selection, *profile, sink);
  }
  const uint32_t number = arguments.routine == UINT32_MAX ? 0 : arguments.routine;
  if (number >= discovery.routines.size()) {
    return InvalidArgument("there is no routine " + std::to_string(number) + "; " +
                           std::to_string(discovery.routines.size()) +
                           " were found, counted from 0");
  }
  const Routine& routine = discovery.routines[number];
  if (arguments.format == "svg") return sink(RenderMapSvg(discovery, routine));
  if (arguments.format == "docx") {
    ProcessDocumentText text;
    text.title = routine.name;
    text.run = "Found in " + arguments.log + ".";
    text.figures = {{"Instances", std::to_string(routine.instances)},
                    {"People", std::to_string(routine.users)}};
    return sink(RenderProcessDocument(discovery, routine, text));
  }
  return sink(arguments.format == "bpmn" ? RenderBpmn(discovery, routine, {})
                                         : RenderRobotSkeleton(discovery, routine));
}

int Run(const Arguments& arguments) {
  const auto columns = ParseColumnMap(arguments.columns);
  if (!columns.ok()) return Complain(columns.status(), kExitUsage);
  ReadOptions read;
  read.columns = *columns;
  LogReport report;
  const auto log = Showing("read " + arguments.log,
                           [&] { return ReadUiLog(arguments.log, read, &report, nullptr); });
  if (!log.ok()) return Complain(log.status(), kExitInput);
  const auto discovery =
      Showing("find routines in " + WithSeparators(log->events.size()) + " events",
              [&] { return Discover(*log, {}); });
  if (!discovery.ok()) return Complain(discovery.status(), kExitFailed);
  OutputFile file(arguments.out);
  const Status written = WriteFormat(arguments, *log, *discovery,
                                     [&](std::string_view piece) { return file.Write(piece); });
  if (written.code() == StatusCode::kInvalidArgument) return Complain(written, kExitUsage);
  if (!written.ok()) return Complain(written, kExitFailed);
  const Status finished = file.Finish();
  return finished.ok() ? static_cast<int>(kExitOk) : Complain(finished, kExitFailed);
}

}  // namespace

void AddExportCommand(CLI::App& tool, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* const command =
      tool.add_subcommand("export", "Write discovered routines for other tools");
  command->footer(kFooter);
  command->add_option("log", arguments->log, "UI log: CSV, CSV.gz or XES")->required();
  command
      ->add_option("--format", arguments->format,
                   "xes, ocel, pm4py, uipath, celonis, bpmn, docx, svg or robot")
      ->required()
      ->check(CLI::IsMember(
          {"xes", "ocel", "pm4py", "uipath", "celonis", "bpmn", "docx", "svg", "robot"}));
  command->add_option("--routine", arguments->routine,
                      "only this routine (one routine: default 0)");
  command->add_option("--columns", arguments->columns, "field=column,…: what columns mean");
  command->add_option("--out", arguments->out, "file to write; - is standard output");
  command->callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace adit::cli
