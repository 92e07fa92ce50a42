// adit-agent my-data: opens the page on which the own person sees what the collector has.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "agent/runtime/agent_settings.h"
#include "agent/runtime/commands.h"
#include "agent/runtime/control_server.h"
#include "agent/runtime/open_address.h"
#include "agent/ship/identity.h"
#include "agent/ship/transport.h"
#include "common/base/json_text.h"
#include "common/wire/my_data.h"

namespace adit {
namespace {

constexpr int64_t kExchangeTimeoutUs = 15'000'000;

// What the running agent counted, as JSON; "" when none runs: the page then says so.
std::string OwnCounts(const Settings& settings) {
  ControlRequest request;
  request.json = true;
  std::string answer;
  const Status asked = AskAgent(PathsOf(settings).socket, request, [&](const std::string& text) {
    answer = text;
    return false;
  });
  if (!asked.ok()) return "";
  const auto status = nlohmann::json::parse(answer, nullptr, false);
  const auto events = status.is_object() ? status.find("events") : status.end();
  if (!status.is_object() || events == status.end() || !events->is_object()) return "";
  std::string counts = events->dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  return counts.size() <= wire::kMaxMyDataBytes ? counts : "";
}

struct Place {
  std::string url;
  std::string until;
};

Result<Place> AskForPage(const Settings& settings) {
  FileSystem& files = RealFileSystem();
  IdentityStore store(files, PathsOf(settings).identity);
  ADIT_ASSIGN_OR_RETURN(const AgentIdentity identity, store.Load());
  std::string url = CollectorUrl(settings, files);
  ADIT_ASSIGN_OR_RETURN(const ServerAddress address, ParseServerUrl(url));
  const std::unique_ptr<Connector> connector = CreateHttpsConnector(address);
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<Transport> transport,
                        connector->Connect(identity.Tls()));
  const std::string counts = OwnCounts(settings);
  ADIT_ASSIGN_OR_RETURN(const HttpAnswer answer,
                        transport->Exchange({"POST", std::string(wire::kMyDataPath),
                                             "application/json", AsBytes(counts)},
                                            kExchangeTimeoutUs, wire::kMaxMyDataBytes));
  if (answer.status != 200) {
    return Unavailable("the collector answers with status " + std::to_string(answer.status) +
                       "; ask its operator");
  }
  ADIT_ASSIGN_OR_RETURN(const wire::MyDataLink link, wire::ParseMyDataLink(AsText(answer.body)));
  while (url.ends_with('/')) url.pop_back();
  return Place{url + "/" + link.page, link.until};
}

int Run(const AgentCommandLine& line, bool open) {
  const Result<Settings> settings = line.LoadSettings();
  if (!settings.ok()) return ReportFailure(settings.status(), line.json);
  const Result<Place> place = AskForPage(*settings);
  if (!place.ok()) {
    const int code = ReportFailure(place.status(), line.json);
    return place.status().code() == StatusCode::kNotFound ? kAgentExitNotEnrolled : code;
  }
  if (line.json) {
    const std::string text = JsonObjectWriter()
                                 .Flag("ok", true)
                                 .Text("url", place->url)
                                 .Text("until", place->until)
                                 .Take();
    std::printf("%s\n", text.c_str());
  } else {
    std::printf(
        "%s\nThe link opens once, until %s. Do not pass it on: it shows your own records.\n",
        place->url.c_str(), place->until.c_str());
  }
  if (open && !OpenAddress(place->url).ok())
    std::fprintf(stderr, "adit-agent: no browser could be started; open the address yourself\n");
  return kAgentExitOk;
}

}  // namespace

void AddMyDataCommand(CLI::App& program, AgentCommandLine& line) {
  CLI::App* command = program.add_subcommand(
      "my-data",
      "see in a browser what the collector has of you, and erase the last minutes of it");
  command->footer(
      "Example:\n"
      "  adit-agent my-data --open");
  const auto open = std::make_shared<bool>(false);
  command->add_flag("--open", *open, "start the browser as well");
  command->callback([open, &line] { line.exit_code = Run(line, *open); });
}

}  // namespace adit
