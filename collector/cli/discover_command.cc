#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "collector/cli/commands.h"
#include "collector/cli/discovery_files.h"
#include "collector/cli/progress.h"
#include "collector/cli/waiting.h"
#include "collector/discovery/discover.h"
#include "collector/opportunity/roadmap.h"
#include "collector/opportunity/routines_json.h"
#include "collector/reconstruct/log_reader.h"

namespace adit::cli {
namespace {

void SayWhichTimesAreMissing(const LogReport& report) {
  const auto count = [](uint64_t n) { return static_cast<unsigned long long>(n); };
  if (report.times_empty > 0) {
    std::fprintf(
        stderr,
        "adit discover: %llu of %llu events have no time (the column %s is empty there); "
        "they are used without\n",
        count(report.times_empty), count(report.rows),
        report.matched.contains("time") ? report.matched.at("time").c_str() : "of the time");
  }
  if (report.times_unreadable > 0) {
    std::fprintf(
        stderr,
        "adit discover: %llu of %llu times are not understood, the first \"%s\" in row %llu; "
        "these events are used without (RFC 3339, Unix time or day-month-year are)\n",
        count(report.times_unreadable), count(report.rows), report.first_unreadable_time.c_str(),
        count(report.first_unreadable_row));
  }
}

struct Arguments {
  std::string log;
  std::string out;
  std::string columns;
  std::vector<std::string> without;
  bool ignore_time = false;
  unsigned threads = 0;
  bool json = false;
};

constexpr const char* kFooter =
    "Reads CSV (comma, semicolon or tab; gzip too) and XES. Columns are matched by name; the "
    "native ones are\n"
    "seq,ts,user,app,window,element,action,value_hash and none but one of app, window, element, "
    "action is needed.\n"
    "Columns named case, routine or noise are truth for `adit evaluate` and never read here.\n"
    "\n"
    "Writes DIR/events.csv (each event's instance and routine; empty = noise), DIR/instances.csv "
    "(each instance,\n"
    "with marks of rework, rare ways and unusual length), DIR/routines.json "
    "(routines, best\n"
    "opportunity first, with variants, figures and reasons) and DIR/manifest.json.\n"
    "\n"
    "Examples:\n"
    "  adit discover log.csv --out found\n"
    "  adit discover old.csv.gz --columns time=Timestamp,window=\"Window Title\" --out found\n";

// Evidence switched off by name, for the ablation table.
bool SwitchOff(const std::string& name, DiscoveryEvidence& evidence) {
  if (name == "redundancy") return evidence.recorder_redundancy = false, true;
  if (name == "templates") return evidence.templates = false, true;
  if (name == "borders") return evidence.borders = false, true;
  if (name == "back-edges") return evidence.back_edges = false, true;
  if (name == "data-links") return evidence.data_links = false, true;
  if (name == "times") return evidence.times = false, true;
  if (name == "refinement") return evidence.refinement = false, true;
  if (name == "interleaving") return evidence.interleaving = false, true;
  if (name == "cores") return evidence.cores = false, true;
  if (name == "noise-filter") return evidence.noise_filter = false, true;
  if (name == "preferences") return evidence.preferences = false, true;
  if (name == "pooling") return evidence.pooling = false, true;
  if (name == "stubs") return evidence.stubs = false, true;
  return false;
}

int Complain(const Status& status, int code) {
  std::fprintf(stderr, "adit discover: %s\n", status.message().c_str());
  return code;
}

void PrintRoutines(const Discovery& discovery, const Roadmap& roadmap) {
  uint64_t explained = 0;
  for (const uint32_t instance : discovery.event_instance)
    explained += instance == kNoInstance ? 0 : 1;
  std::printf(
      "%zu routines, %zu instances, %.0f %% of %zu events explained\n\n", discovery.routines.size(),
      discovery.instances.size(),
      100.0 * static_cast<double>(explained) / static_cast<double>(discovery.event_instance.size()),
      discovery.event_instance.size());
  std::printf("%5s  %6s  %6s  %9s  %8s  %10s  %s\n", "score", "people", "runs", "median s",
              "h/month", "exceptions", "routine");
  for (size_t i = 0; i < roadmap.entries.size() && i < 20; ++i) {
    const RoadmapEntry& entry = roadmap.entries[i];
    const Routine& routine = discovery.routines[entry.routine];
    std::printf("%5.1f  %6u  %6llu  %9.0f  %8.1f  %8.0f %%  %s\n", entry.score, routine.users,
                static_cast<unsigned long long>(routine.instances), routine.median_duration_s,
                entry.hours_per_month, 100 * routine.exception_share, routine.name.c_str());
  }
  if (roadmap.entries.size() > 20) {
    std::printf("… and %zu more in routines.json\n", roadmap.entries.size() - 20);
  }
  if (!discovery.review.empty()) {
    std::printf("%zu slight repeats to review in routines.json, such as %s\n",
                discovery.review.size(), discovery.review.front().name.c_str());
  }
}

int Run(const Arguments& arguments) {
  ReadOptions read;
  auto columns = ParseColumnMap(arguments.columns);
  if (!columns.ok()) return Complain(columns.status(), kExitUsage);
  read.columns = *columns;
  DiscoveryOptions options;
  options.ignore_time = arguments.ignore_time;
  options.threads = arguments.threads;
  for (const std::string& name : arguments.without) {
    if (!SwitchOff(name, options.evidence)) {
      return Complain(InvalidArgument("--without " + name +
                                      ": expected redundancy, templates, borders, back-edges, "
                                      "data-links, times, refinement, interleaving, cores, "
                                      "noise-filter, preferences, stubs or pooling"),
                      kExitUsage);
    }
  }
  LogReport report;
  auto log = Showing("read " + arguments.log,
                     [&] { return ReadUiLog(arguments.log, read, &report, nullptr); });
  if (!log.ok()) return Complain(log.status(), kExitInput);
  SayWhichTimesAreMissing(report);
  auto discovery = Showing("find routines in " + WithSeparators(log->events.size()) + " events",
                           [&] { return Discover(*log, options); });
  if (!discovery.ok()) return Complain(discovery.status(), kExitFailed);
  const Roadmap roadmap = BuildRoadmap(*discovery, RoadmapAssumptions{});
  std::error_code error;
  std::filesystem::create_directories(arguments.out, error);
  if (error) return Complain(Unavailable(arguments.out + ": " + error.message()), kExitFailed);
  Manifest manifest;
  manifest.log = arguments.log;
  manifest.columns = arguments.columns;
  manifest.ignore_time = arguments.ignore_time;
  manifest.rows = report.rows;
  manifest.matched = report.matched;
  manifest.ignored = report.ignored;
  manifest.times_unreadable = report.times_unreadable;
  const std::string routines = RoutinesJson(*discovery, roadmap);
  for (const Status& status :
       {WriteEventsCsv(arguments.out + "/events.csv", *log, *discovery),
        WriteInstancesCsv(arguments.out + "/instances.csv", *log, *discovery),
        WriteText(arguments.out + "/routines.json", routines),
        WriteText(arguments.out + "/manifest.json", ManifestJson(manifest, *discovery))}) {
    if (!status.ok()) return Complain(status, kExitFailed);
  }
  if (arguments.json) {
    std::fputs(routines.c_str(), stdout);
  } else {
    PrintRoutines(*discovery, roadmap);
  }
  return kExitOk;
}

}  // namespace

void AddDiscoverCommand(CLI::App& tool, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = tool.add_subcommand("discover", "Find routines in a UI log of any recorder");
  command->footer(kFooter);
  command->add_option("log", arguments->log, "UI log: CSV, CSV.gz or XES")->required();
  command
      ->add_option("--out", arguments->out,
                   "folder for events.csv, instances.csv, routines.json and manifest.json")
      ->required();
  command->add_option("--columns", arguments->columns,
                      "field=column,…: what columns mean, where names do not tell");
  command->add_flag("--ignore-time", arguments->ignore_time, "use the order of events only");
  command->add_option("--threads", arguments->threads,
                      "0: one a processor; never changes the result");
  command->add_option("--without", arguments->without, "leave a kind of evidence out (ablation)")
      ->group("Research");
  command->add_flag("--json", arguments->json, "print routines.json instead of the table");
  command->callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace adit::cli
