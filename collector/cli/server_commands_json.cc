// adit routines, status and agents: the API from a shell.
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "collector/cli/commands.h"
#include "collector/cli/routine_table.h"
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

std::string Cut(const std::string& text, size_t width) {
  const size_t characters = CountCodePoints(text);
  if (characters <= width) return text + std::string(width - characters, ' ');
  size_t end = 0;  // never inside a character: the output stays UTF-8
  for (size_t i = 0; i + 2 < width; ++i) end += DecodeUtf8(text, end).size;
  return text.substr(0, end) + "..";
}

// Columns of the terminal; 0 when standard output is none, so that a file keeps whole names.
size_t TerminalWidth() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

Status Routines(const ListOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const json list,
                        Ask(options, "/api/v1/roadmap?limit=" + std::to_string(options.limit)));
  if (options.print_json) {
    std::printf("%s\n", list.dump().c_str());
  } else {
    const RoutineTableOptions table{.why = options.why, .width = TerminalWidth()};
    std::fputs(RoutineTable(list.dump(), table).c_str(), stdout);
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
  const std::string call = std::string("  adit ") + name;
  command->footer(
      "Example:\n" + call +
      " --server https://collector:8443 --ca authority.pem --token-file token\n" +
      "  export ADIT_SERVER=https://collector:8443 ADIT_CA=authority.pem ADIT_TOKEN=...\n" + call +
      " --json\n"
      "\n"
      "A token is made by `adit-collector api-token create`; authority.pem is in the collector's "
      "keys/.\n"
      "\n"
      "Exit codes: 0 done; 1 the collector is not reached or refuses, the message says why; 2 the "
      "command\n"
      "line is wrong.");
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
  routines->add_flag("--why", options->why,
                     "Say what each would save and where its points come from");
  Add(tool, options, exit_code, "status", "What a collector holds and how it is", ServerStatus);
  Add(tool, options, exit_code, "agents", "Agents and their health", Agents);
}

}  // namespace adit::cli
