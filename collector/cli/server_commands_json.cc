// adit routines, status and agents: the API from a shell.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "collector/cli/commands.h"
#include "collector/cli/server_options.h"
#include "common/base/utf8.h"

namespace adit::cli {
namespace {

using nlohmann::json;

struct ListOptions : ServerOptions {
  bool print_json = false;
  size_t limit = 20;
  bool why = false;
};

Result<json> Ask(const ListOptions& options, const std::string& path) {
  return AskServer(options, "GET", path);
}

std::string Duration(const json& seconds) {
  char text[32];
  if (!seconds.is_number()) return "-";
  const double s = seconds.get<double>();
  if (s < 60) {
    std::snprintf(text, sizeof text, "%.0f s", s);
  } else if (s < 3600) {
    std::snprintf(text, sizeof text, "%.1f min", s / 60);
  } else {
    std::snprintf(text, sizeof text, "%.1f h", s / 3600);
  }
  return text;
}

std::string Cut(const std::string& text, size_t width) {
  const size_t characters = CountCodePoints(text);
  if (characters <= width) return text + std::string(width - characters, ' ');
  size_t end = 0;  // never inside a character: the output stays UTF-8
  for (size_t i = 0; i + 2 < width; ++i) end += DecodeUtf8(text, end).size;
  return text.substr(0, end) + "..";
}

void PrintRoutines(const json& list, bool why) {
  std::printf("%4s  %-44s %6s %9s %9s %14s %10s %6s\n", "RANK", "ROUTINE", "PEOPLE", "INSTANCES",
              "MEDIAN", "HOURS/MONTH", "EXCEPTIONS", "SCORE");
  for (const json& row : list["items"]) {
    char hours[40];
    std::snprintf(hours, sizeof hours, "%.1f (%.1f-%.1f)", row.value("hours_per_month", 0.0),
                  row.value("hours_low", 0.0), row.value("hours_high", 0.0));
    std::printf("%4d  %-44s %6d %9d %9s %14s %9.0f%% %6.1f\n", row.value("rank", 0),
                Cut(row.value("name", ""), 44).c_str(), row.value("people", 0),
                row.value("instances", 0), Duration(row["median_duration_s"]).c_str(), hours,
                100 * row.value("exception_share", 0.0), row.value("score", 0.0));
    if (!why) continue;
    for (const json& reason : row["reasons"])
      std::printf("      %s\n", reason.get<std::string>().c_str());
    std::string parts;
    for (const json& part : row["parts"]) {
      char text[64];
      std::snprintf(text, sizeof text, "%s%s %.1f", parts.empty() ? "" : " + ",
                    part.value("key", "").c_str(), part.value("points", 0.0));
      parts += text;
    }
    std::printf("      score: %s\n\n", parts.c_str());
  }
  if (list["items"].empty()) {
    std::printf("\nNo routine rests on at least %d people yet.\n",
                list["run"]["summary"].value("min_people", 0));
  }
}

Status Routines(const ListOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const json list,
                        Ask(options, "/api/v1/roadmap?limit=" + std::to_string(options.limit)));
  if (options.print_json) {
    std::printf("%s\n", list.dump().c_str());
  } else {
    PrintRoutines(list, options.why);
  }
  return OkStatus();
}

Status ServerStatus(const ListOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const json status, Ask(options, "/api/v1/status"));
  if (options.print_json) {
    std::printf("%s\n", status.dump().c_str());
    return OkStatus();
  }
  for (const auto& [name, value] : status.items()) {
    std::printf("%-22s %s\n", name.c_str(),
                value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
  }
  return OkStatus();
}

Status Agents(const ListOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const json list, Ask(options, "/api/v1/agents?limit=500"));
  if (options.print_json) {
    std::printf("%s\n", list.dump().c_str());
    return OkStatus();
  }
  std::printf("%-34s %-8s %-16s %-10s %-26s %10s %8s\n", "AGENT", "STATE", "GROUP", "VERSION",
              "LAST CONTACT", "EVENTS", "LOST");
  for (const json& a : list["items"]) {
    std::printf(
        "%-34s %-8s %-16s %-10s %-26s %10lld %8lld\n", a.value("id", "").c_str(),
        a.value("state", "").c_str(), Cut(a.value("group", ""), 16).c_str(),
        Cut(a.value("version", ""), 10).c_str(),
        a["last_contact"].is_string() ? a["last_contact"].get<std::string>().c_str() : "never",
        a.value("events", 0ll), a.value("lost_events", 0ll));
  }
  return OkStatus();
}

CLI::App* Add(CLI::App& tool, const std::shared_ptr<ListOptions>& options, int& exit_code,
              const char* name, const char* help, Status (*run)(const ListOptions&)) {
  CLI::App* command = tool.add_subcommand(name, help);
  AddServerOptions(*command, *options);
  command->add_flag("--json", options->print_json, "Print the API's JSON document");
  command->callback([options, run, &exit_code] {
    const Status status = run(*options);
    if (status.ok()) return;
    std::fprintf(stderr, "adit: %s\n", status.message().c_str());
    exit_code = status.code() == StatusCode::kInvalidArgument ? kExitUsage : kExitFailed;
  });
  return command;
}

}  // namespace

void AddServerCommands(CLI::App& tool, int& exit_code) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App* routines = Add(tool, options, exit_code, "routines",
                           "What to automate first, from a collector", Routines);
  routines->add_option("--limit", options->limit, "How many [20]")->check(CLI::Range(1, 500));
  routines->add_flag("--why", options->why, "Print the reasons and the parts of each score");
  Add(tool, options, exit_code, "status", "What a collector holds and how it is", ServerStatus);
  Add(tool, options, exit_code, "agents", "Agents and their health", Agents);
}

}  // namespace adit::cli
