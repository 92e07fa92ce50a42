#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "collector/api/access.h"
#include "collector/cli/collector_commands.h"
#include "collector/cli/commands.h"
#include "collector/cli/local_collector.h"
#include "collector/ingest/enrolment_desk.h"
#include "common/base/time_text.h"

namespace adit::cli {
namespace {

constexpr int64_t kDayUs = 86'400 * kMicrosPerSecond;

struct TokenOptions {
  std::string group = "default";
  uint32_t uses = 1;
  int days = 7;
  std::string id;
  std::string name;
  std::string role = "analyst";
};

void PrintToken(const std::string& id, const std::string& token, bool json) {
  if (json) {
    std::printf("%s\n", nlohmann::json({{"id", id}, {"token", token}}).dump().c_str());
  } else {
    // The token alone on standard output, so that a script can take it.
    std::fprintf(stderr, "Token %s, shown this once:\n", id.c_str());
    std::printf("%s\n", token.c_str());
  }
}

// Lets the running collector make it.
Status PrintNewToken(const ApiTarget& collector, std::string_view path, const std::string& wish,
                     bool json) {
  ADIT_ASSIGN_OR_RETURN(const std::string body, AskApiOrFail(collector, "POST", path, wish));
  const auto answer = nlohmann::json::parse(body, nullptr, false);
  if (!answer.is_object()) return Internal("the collector answered something that is no JSON");
  PrintToken(answer.value("id", ""), answer.value("token", ""), json);
  return OkStatus();
}

Status CreateEnrolToken(const CollectorCommandLine& line, const TokenOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (local.stopped) {
    ADIT_ASSIGN_OR_RETURN(
        const auto token,
        local.stopped->desk().CreateToken({options.group, options.uses, options.days * kDayUs}));
    PrintToken(token.id, token.text, line.json);
    return OkStatus();
  }
  const nlohmann::json wish = {
      {"group", options.group}, {"uses", options.uses}, {"days", options.days}};
  return PrintNewToken(*local.running, "/api/v1/enrol-tokens", wish.dump(), line.json);
}

Status ListEnrolTokens(const CollectorCommandLine& line) {
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  nlohmann::json items = nlohmann::json::array();
  if (local.stopped) {
    ADIT_ASSIGN_OR_RETURN(const std::vector<EnrolToken> tokens,
                          local.stopped->control().EnrolTokens());
    for (const EnrolToken& t : tokens) {
      items.push_back({{"id", t.id},
                       {"group", t.group},
                       {"uses", t.uses},
                       {"uses_max", t.uses_max},
                       {"expires", FormatTime(t.expires_us)},
                       {"revoked", t.revoked_us != 0 ? nlohmann::json(FormatTime(t.revoked_us))
                                                     : nlohmann::json()}});
    }
  } else {
    ADIT_ASSIGN_OR_RETURN(const std::string body,
                          AskApiOrFail(*local.running, "GET", "/api/v1/enrol-tokens", ""));
    items = nlohmann::json::parse(body, nullptr, false)["items"];
  }
  if (line.json) {
    std::printf("%s\n", items.dump().c_str());
    return OkStatus();
  }
  std::printf("%-10s %-20s %9s  %-28s %s\n", "ID", "GROUP", "USED", "EXPIRES", "STATE");
  for (const auto& t : items) {
    const std::string used =
        std::to_string(t.value("uses", 0)) + "/" + std::to_string(t.value("uses_max", 0));
    std::printf("%-10s %-20s %9s  %-28s %s\n", t.value("id", "").c_str(),
                t.value("group", "").c_str(), used.c_str(), t.value("expires", "").c_str(),
                t["revoked"].is_null() ? "valid" : "revoked");
  }
  return OkStatus();
}

Status RevokeEnrolToken(const CollectorCommandLine& line, const TokenOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (local.stopped)
    return local.stopped->control().RevokeEnrolToken(options.id, SystemClock().WallMicros());
  return AskApiOrFail(*local.running, "DELETE", "/api/v1/enrol-tokens/" + options.id, "").status();
}

Status CreateApiToken(const CollectorCommandLine& line, const TokenOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  if (options.days < 1 || options.days > api::Access::kMaxTokenDays) {
    return InvalidArgument("--days " + std::to_string(options.days) + " is not from 1 to " +
                           std::to_string(api::Access::kMaxTokenDays));
  }
  if (local.stopped) {
    ADIT_ASSIGN_OR_RETURN(const auto token, local.stopped->access().CreateToken(
                                                options.name, options.role, options.days * kDayUs));
    PrintToken(token.id, token.text, line.json);
    return OkStatus();
  }
  const nlohmann::json wish = {
      {"name", options.name}, {"role", options.role}, {"days", options.days}};
  return PrintNewToken(*local.running, "/api/v1/administration/api-tokens", wish.dump(), line.json);
}

// The password is made here and shown once; the person changes it on the page.
Status CreateUser(const CollectorCommandLine& line, const TokenOptions& options) {
  ADIT_ASSIGN_OR_RETURN(const LocalCollector local, OpenLocalCollector(line.data_directory));
  std::string password;
  if (local.stopped) {
    password = local.stopped->access().ProposePassword();
    ADIT_RETURN_IF_ERROR(local.stopped->access().CreateUser(options.name, options.role, password));
  } else {
    const nlohmann::json wish = {{"name", options.name}, {"role", options.role}};
    ADIT_ASSIGN_OR_RETURN(const std::string body,
                          AskApiOrFail(*local.running, "POST", "/api/v1/users", wish.dump()));
    password = nlohmann::json::parse(body, nullptr, false).value("password", "");
  }
  if (line.json) {
    std::printf("%s\n",
                nlohmann::json({{"name", options.name}, {"password", password}}).dump().c_str());
  } else {
    std::fprintf(stderr, "Password of %s (%s), shown this once:\n", options.name.c_str(),
                 options.role.c_str());
    std::printf("%s\n", password.c_str());
  }
  return OkStatus();
}

CLI::App* Add(CLI::App& group, CollectorCommandLine& line, const char* name, const char* help,
              const char* example, const std::function<Status()>& run) {
  CLI::App* command = group.add_subcommand(name, help);
  command->footer(std::string("Example:\n  adit-collector ") + example);
  command->add_option("--data", line.data_directory, "Data directory of the collector")->required();
  command->add_flag("--json", line.json, "Print one JSON document");
  command->callback([&line, run] {
    const Status status = run();
    line.exit_code = status.ok() ? kExitOk : FailCollector(status);
  });
  return command;
}

}  // namespace

void AddTokenCommands(CLI::App& program, CollectorCommandLine& line) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App* enrol = program.add_subcommand("enrol-token", "Tokens by which agents enrol");
  enrol->require_subcommand(1);
  CLI::App* create =
      Add(*enrol, line, "create", "Make a token; it is shown once",
          "enrol-token create --data /var/lib/adit --group Finance --uses 20 > token",
          [&line, options] { return CreateEnrolToken(line, *options); });
  create->add_option("--group", options->group, "Group of the agents it enrols [default]");
  create->add_option("--uses", options->uses, "How many agents it enrols [1]");
  create->add_option("--days", options->days, "How long it is valid [7]");
  Add(*enrol, line, "list", "Tokens and how often they were used",
      "enrol-token list --data /var/lib/adit", [&line] { return ListEnrolTokens(line); });
  Add(*enrol, line, "revoke", "Make a token useless",
      "enrol-token revoke --data /var/lib/adit 1a2b3c4d",
      [&line, options] { return RevokeEnrolToken(line, *options); })
      ->add_option("id", options->id, "Its id, as list shows it")
      ->required();

  CLI::App* user = program.add_subcommand("user", "Accounts of people, for the page");
  user->require_subcommand(1);
  CLI::App* account = Add(*user, line, "create", "Make an account; its password is shown once",
                          "user create --data /var/lib/adit --name erika --role officer",
                          [&line, options] { return CreateUser(line, *options); });
  account->add_option("--name", options->name, "a-z, 0-9 and .-_@")->required();
  account->add_option("--role", options->role,
                      "analyst, officer, operator, auditor or admin [analyst]");

  CLI::App* api =
      program.add_subcommand("api-token", "Tokens for people and programs that use the API");
  api->require_subcommand(1);
  CLI::App* make = Add(*api, line, "create", "Make a token; it is shown once",
                       "api-token create --data /var/lib/adit --name reports > token",
                       [&line, options] { return CreateApiToken(line, *options); });
  make->add_option("--name", options->name, "Who will use it")->required();
  make->add_option("--role", options->role,
                   "analyst, officer, operator, auditor or admin [analyst]");
  make->add_option("--days", options->days, "How long it is valid [7]");
}

}  // namespace adit::cli
