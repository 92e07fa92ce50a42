#include "collector/cli/collector_settings.h"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "collector/cli/oidc_settings.h"
#include "common/config/settings.h"

namespace adit::cli {
namespace {

constexpr SettingSpec kSchema[] = {
    {"name", SettingType::kText, "", "adit", 0, 0, "",
     "Name of this collector; enrolment tokens count for it only."},
    {"listen", SettingType::kText, "", "127.0.0.1:8443", 0, 0, "",
     "Address and port for agents and browsers; 0.0.0.0:8443 for all networks."},
    {"min_group_size", SettingType::kInteger, "people", "5", 1, 1000, "",
     "Nothing that rests on fewer people is shown, exported or sent."},
    {"mine_every_minutes", SettingType::kInteger, "min", "60", 0, 100000, "",
     "Mine this often when events have arrived; 0 = only on request."},
    {"min_free_mib", SettingType::kInteger, "MiB", "1024", 16, 1e9, "",
     "With less free space than this no batch is accepted."},
    {"second_gate_every", SettingType::kInteger, "events", "16", 0, 1e6, "",
     "Every n-th event is looked through for personal data again; 0 = none."},
    {"dp_milli_epsilon_per_year", SettingType::kInteger, "1/1000", "0", 0, 100000, "",
     "Budget of counts that are told with noise (differential privacy); 0 = none are told."},
    {"reidentification", SettingType::kFlag, "", "off", 0, 0, "",
     "Two officers together may ask whose machine wrote a pseudonym."},
    {"api_requests_per_minute", SettingType::kInteger, "", "3000", 0, 1e6, "",
     "Requests to the API of one account or token a minute, above it 429; 0 = no limit."},
    {"oidc_issuer", SettingType::kText, "", "", 0, 0, "",
     "Identity provider (OpenID Connect) at which people sign in; empty = local accounts alone."},
    {"oidc_client_id", SettingType::kText, "", "", 0, 0, "",
     "What the identity provider knows this collector as."},
    {"oidc_client_secret_file", SettingType::kPath, "", "", 0, 0, "",
     "File with the client's secret, readable by the collector alone; empty = a public client."},
    {"oidc_redirect_url", SettingType::kText, "", "", 0, 0, "",
     "This collector's address and /api/v1/session/oidc/callback, as registered at the provider."},
    {"oidc_scope", SettingType::kText, "", "openid profile", 0, 0, "",
     "What the identity provider is asked for; with openid."},
    {"oidc_name_claim", SettingType::kText, "", "sub", 0, 0, "",
     "Claim that names the person; one that nobody can change and no two people share."},
    {"oidc_groups_claim", SettingType::kText, "", "groups", 0, 0, "",
     "Claim with the person's groups; a path such as realm_access.roles too."},
    {"oidc_roles", SettingType::kText, "", "", 0, 0, "",
     "GROUP=ROLE; …: the first group that somebody is in gives the role, nobody else gets in."},
    {"oidc_authority_file", SettingType::kPath, "", "", 0, 0, "",
     "Authority (PEM) of the identity provider's certificate besides the system's."},
    {"log_format", SettingType::kChoice, "", "json", 0, 0, "json|text",
     "Form of the log on standard error."},
};

}  // namespace

SettingSchema CollectorSettingSchema() { return kSchema; }

Result<std::pair<std::string, uint16_t>> ParseListenAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  const Status wrong =
      InvalidArgument("listen: '" + text + "' is not ADDRESS:PORT, such as 127.0.0.1:8443");
  if (colon == std::string::npos) return wrong;
  std::string address = text.substr(0, colon);
  if (address.size() >= 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  uint16_t port = 0;
  const char* begin = text.data() + colon + 1;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(begin, end, port);
  if (error != std::errc() || stop != end || address.empty()) return wrong;
  return std::pair{address, port};
}

Result<CollectorSettings> LoadCollectorSettings(
    FileSystem& files, const std::string& data_directory,
    const std::vector<std::pair<std::string, std::string>>& overrides) {
  SettingPlaces places;
  places.file = data_directory + "/adit-collector.conf";
  places.environment_prefix = "ADIT_COLLECTOR_";
  places.environment = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  places.command_line = overrides;
  ADIT_ASSIGN_OR_RETURN(const Settings settings, Settings::Load(kSchema, places, files));
  CollectorSettings loaded;
  loaded.data_directory = data_directory;
  loaded.name = settings.Text("name");
  ADIT_ASSIGN_OR_RETURN(auto listen, ParseListenAddress(settings.Text("listen")));
  loaded.address = listen.first;
  loaded.port = listen.second;
  loaded.min_people = static_cast<uint32_t>(settings.Integer("min_group_size"));
  loaded.mine_every_us = settings.Integer("mine_every_minutes") * 60'000'000;
  loaded.min_free_bytes = static_cast<uint64_t>(settings.Integer("min_free_mib")) << 20;
  loaded.second_gate_every = static_cast<uint32_t>(settings.Integer("second_gate_every"));
  loaded.yearly_milli_epsilon = settings.Integer("dp_milli_epsilon_per_year");
  loaded.reidentification = settings.Flag("reidentification");
  loaded.api_requests_per_minute =
      static_cast<uint32_t>(settings.Integer("api_requests_per_minute"));
  ADIT_ASSIGN_OR_RETURN(loaded.oidc, ReadOidcSettings(settings, files));
  loaded.log_format = settings.Text("log_format") == "json" ? LogFormat::kJson : LogFormat::kText;
  return loaded;
}

}  // namespace adit::cli
