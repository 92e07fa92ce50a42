// adit drift: what changed between two periods, of a log or of a collector's newest run.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "collector/cli/commands.h"
#include "collector/cli/progress.h"
#include "collector/cli/server_options.h"
#include "collector/cli/waiting.h"
#include "collector/discovery/discover.h"
#include "collector/jobs/drift_documents.h"
#include "collector/opportunity/roadmap.h"
#include "collector/reconstruct/log_reader.h"
#include "common/base/time_text.h"

namespace adit::cli {
namespace {

using nlohmann::json;

struct Arguments : ServerOptions {
  std::string log;
  std::string columns;
  std::string before;
  std::string now;
  std::string run;
  uint32_t min_people = GroupGate::kDefaultMinPeople;
  unsigned threads = 0;
  bool json = false;
};

constexpr const char* kFooter =
    "Compares two periods of one log (CSV, CSV.gz or XES), the halves of its days with events "
    "where "
    "none are\n"
    "given, or prints what a collector's newest run compared. Only people with events in both "
    "periods are\n"
    "compared; a change is told when it is large and, over all tests made, chance would tell one "
    "in "
    "a hundred\n"
    "times (docs/formats/drift.md). Figures of fewer people than --min-people are withheld.\n"
    "\n"
    "Examples:\n"
    "  adit drift log.csv\n"
    "  adit drift log.csv --before 2026-10-01/2026-11-01 --now 2026-11-01/2026-12-01 --json\n"
    "  adit drift --server https://collector:8443 --ca authority.pem --token-file token\n"
    "\n"
    "Exit codes: 0 done; 1 the work failed; 2 the command line is wrong; 3 the log is wrong or has "
    "too few days.";

int Complain(const Status& status, int code) {
  std::fprintf(stderr, "adit drift: %s\n", status.message().c_str());
  return code;
}

Result<TimeSpan> ParseSpan(const char* option, const std::string& text) {
  const size_t slash = text.find('/');
  const auto from = ParseTime(std::string_view(text).substr(0, slash));
  const auto until = slash == std::string::npos
                         ? std::nullopt
                         : ParseTime(std::string_view(text).substr(slash + 1));
  if (!from || !until || *from >= *until) {
    return InvalidArgument(std::string(option) + " " + text +
                           ": expected FROM/UNTIL, two dates or times, the earlier first");
  }
  return TimeSpan{*from, *until};
}

Result<DriftPeriods> PeriodsOf(const Arguments& arguments, const EventLog& log) {
  if (arguments.before.empty()) return HalvesOf(log);
  DriftPeriods periods;
  ADIT_ASSIGN_OR_RETURN(periods.before, ParseSpan("--before", arguments.before));
  ADIT_ASSIGN_OR_RETURN(periods.now, ParseSpan("--now", arguments.now));
  if (periods.before.until_us > periods.now.from_us)
    return InvalidArgument("--now must not begin before --before ends");
  return periods;
}

// {"periods", "items": [{"drift", "routine"}]}, as the API has them.
json Answer(const EventLog& log, const Discovery& discovery, const DriftPeriods& periods,
            uint32_t min_people) {
  const GroupGate gate(min_people);
  const DriftReport report = FindDrift(log, discovery, periods, {});
  std::vector<GroupGate::Gated> published;
  std::map<std::string, json> rows;
  for (const RoadmapEntry& entry : BuildRoadmap(discovery, RoadmapAssumptions{}).entries) {
    GroupGate::Gated gated = gate.Apply(discovery, discovery.routines[entry.routine]);
    if (!gated.publish) continue;
    rows[gated.routine.key] = {{"key", gated.routine.key}, {"name", gated.routine.name}};
    published.push_back(std::move(gated));
  }
  std::vector<RunDocument> documents;
  AddDriftDocuments(discovery, report, gate, published, documents);
  json items = json::array();
  for (const RunDocument& document : documents)
    items.push_back({{"drift", json::parse(document.json)}, {"routine", rows[document.name]}});
  return {{"periods", json::parse(DriftPeriodsJson(report, gate))}, {"items", std::move(items)}};
}

std::string Number(const json& figures, const char* name, const char* unit) {
  const json value = figures.is_object() ? figures.value(name, json()) : json();
  if (!value.is_number()) return "-";
  char text[64];
  std::snprintf(text, sizeof text, "%.4g%s", value.get<double>(), unit);
  return text;
}

std::string Change(const json& change, const json& drift) {
  const std::string kind = change.value("kind", "");
  const auto both = [&](const char* name, const char* unit) {
    return Number(drift["before"], name, unit) + " -> " + Number(drift["now"], name, unit);
  };
  std::string out = kind == "main_path" ? "main path" : kind;
  char chance[32];
  std::snprintf(chance, sizeof chance, "p %.1g", change.value("p", 1.0));
  if (kind == "slower" || kind == "faster") {
    out += ", median " + both("median_duration_s", " s");
  } else if (kind == "main_path" || kind == "exceptions") {
    out += ", share " + Number(change, "before", "") + " -> " + Number(change, "now", "");
  } else {
    out += ", a person and day " + both("per_person_day", "");
  }
  return out + ", " + chance;
}

void Print(const json& periods, const json& items) {
  const auto text = [](const json& span) {
    return span.value("from", "?") + " to " + span.value("until", "?") + " (" +
           std::to_string(span.value("days", 0)) + " days)";
  };
  if (periods.contains("reason")) {
    std::printf("Nothing is compared: %s\n", periods["reason"].get<std::string>().c_str());
    return;
  }
  std::printf("before: %s\nnow:    %s\n", text(periods["before"]).c_str(),
              text(periods["now"]).c_str());
  if (periods["people"].is_null()) {
    std::printf("Fewer people than the group size were observed in both periods.\n");
    return;
  }
  size_t changed = 0;
  for (const json& item : items) {
    const json& drift = item["drift"];
    if (drift["changes"].empty()) continue;
    ++changed;
    std::printf("\n%s\n", item["routine"].value("name", "").c_str());
    for (const json& change : drift["changes"])
      std::printf("  %s\n", Change(change, drift).c_str());
  }
  std::printf("%s%zu of %zu routines changed.\n", changed > 0 ? "\n" : "", changed, items.size());
}

int Show(const Arguments& arguments, const json& answer, const json& periods) {
  if (arguments.json) {
    std::printf("%s\n", answer.dump(1).c_str());
  } else {
    Print(periods, answer["items"]);
  }
  return kExitOk;
}

int AskCollector(const Arguments& arguments) {
  std::string path = "/api/v1/drift?limit=500";
  if (!arguments.run.empty()) path += "&run=" + arguments.run;
  const auto answer = AskServer(arguments, "GET", path);
  if (!answer.ok()) {
    return Complain(answer.status(), answer.status().code() == StatusCode::kInvalidArgument
                                         ? kExitUsage
                                         : kExitFailed);
  }
  const json none = {{"reason", "the run is older than this comparison; start a new one"}};
  return Show(arguments, *answer, (*answer)["run"]["summary"].value("drift", none));
}

int Run(const Arguments& arguments) {
  if (arguments.log.empty()) return AskCollector(arguments);
  ReadOptions read;
  const auto columns = ParseColumnMap(arguments.columns);
  if (!columns.ok()) return Complain(columns.status(), kExitUsage);
  read.columns = *columns;
  LogReport report;
  const auto log = Showing("read " + arguments.log,
                           [&] { return ReadUiLog(arguments.log, read, &report, nullptr); });
  if (!log.ok()) return Complain(log.status(), kExitInput);
  const auto periods = PeriodsOf(arguments, *log);
  if (!periods.ok()) {
    return Complain(periods.status(), periods.status().code() == StatusCode::kInvalidArgument
                                          ? kExitUsage
                                          : kExitInput);
  }
  DiscoveryOptions options;
  options.threads = arguments.threads;
  const auto discovery =
      Showing("find routines in " + WithSeparators(log->events.size()) + " events",
              [&] { return Discover(*log, options); });
  if (!discovery.ok()) return Complain(discovery.status(), kExitFailed);
  const json answer = Answer(*log, *discovery, *periods, arguments.min_people);
  return Show(arguments, answer, answer["periods"]);
}

}  // namespace

void AddDriftCommand(CLI::App& tool, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      tool.add_subcommand("drift", "What changed between two periods, of a log or a collector");
  command->footer(kFooter);
  command->add_option("log", arguments->log,
                      "UI log: CSV, CSV.gz or XES; without one a collector is asked");
  CLI::Option* before =
      command->add_option("--before", arguments->before, "FROM/UNTIL of the earlier period");
  CLI::Option* now = command->add_option("--now", arguments->now, "FROM/UNTIL of the later period");
  before->needs(now);
  now->needs(before);
  command->add_option("--columns", arguments->columns,
                      "field=column,…: what columns mean, where names do not tell");
  command
      ->add_option("--min-people", arguments->min_people,
                   "Withhold what fewer people did [5]; of a log only")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--threads", arguments->threads,
                      "0: one a processor; never changes the result");
  command->add_option("--run", arguments->run, "The collector's run, by number [newest]");
  AddServerOptions(*command, *arguments);
  command->add_flag("--json", arguments->json, "Print a JSON document");
  command->callback([arguments, &exit_code] { exit_code = Run(*arguments); });
}

}  // namespace adit::cli
