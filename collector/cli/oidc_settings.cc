#include "collector/cli/oidc_settings.h"

#include "collector/api/access.h"
#include "common/crypto/key_file.h"

namespace adit::cli {
namespace {

constexpr size_t kMaxAuthorityBytes = 1 << 20;
constexpr std::string_view kCallback = "/api/v1/session/oidc/callback";

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "adit-analysts = analyst; cn=privacy,ou=groups = officer": groups may hold '=' themselves.
Result<std::vector<std::pair<std::string, std::string>>> ReadRoles(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> roles;
  while (!text.empty()) {
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view entry = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (entry.empty()) continue;
    const size_t equals = entry.rfind('=');
    const std::string group(Trimmed(entry.substr(0, std::min(equals, entry.size()))));
    const std::string role(equals == std::string_view::npos ? ""
                                                            : Trimmed(entry.substr(equals + 1)));
    if (group.empty() || !api::IsRole(role)) {
      return InvalidArgument("oidc_roles: '" + std::string(entry) +
                             "' is not GROUP=ROLE with one of the roles analyst, officer, "
                             "operator, auditor, admin; entries are parted by ';'");
    }
    roles.emplace_back(group, role);
  }
  if (roles.empty()) {
    return InvalidArgument(
        "oidc_roles: nobody could sign in; name groups and their roles, such as "
        "adit-analysts=analyst; adit-privacy=officer");
  }
  return roles;
}

Status CheckUrl(const char* setting, const std::string& url) {
  const auto parsed = http::ParseClientUrl(url);
  if (parsed.ok()) return OkStatus();
  return InvalidArgument(std::string(setting) + ": " + parsed.status().message());
}

}  // namespace

Result<std::optional<oidc::ProviderOptions>> ReadOidcSettings(const Settings& settings,
                                                              FileSystem& files) {
  oidc::ProviderOptions options;
  options.issuer = settings.Text("oidc_issuer");
  if (options.issuer.empty()) return std::optional<oidc::ProviderOptions>();
  ADIT_RETURN_IF_ERROR(CheckUrl("oidc_issuer", options.issuer));
  options.client_id = settings.Text("oidc_client_id");
  if (options.client_id.empty())
    return InvalidArgument("oidc_client_id: name the client that the provider knows this as");
  options.redirect_url = settings.Text("oidc_redirect_url");
  ADIT_RETURN_IF_ERROR(CheckUrl("oidc_redirect_url", options.redirect_url));
  if (!options.redirect_url.ends_with(kCallback)) {
    return InvalidArgument("oidc_redirect_url: must be this collector's address and end in " +
                           std::string(kCallback));
  }
  options.scope = settings.Text("oidc_scope");
  if ((" " + options.scope + " ").find(" openid ") == std::string::npos)
    return InvalidArgument("oidc_scope: must hold openid");
  options.name_claim = settings.Text("oidc_name_claim");
  options.groups_claim = settings.Text("oidc_groups_claim");
  ADIT_ASSIGN_OR_RETURN(options.roles, ReadRoles(settings.Text("oidc_roles")));
  if (const std::string& file = settings.Text("oidc_client_secret_file"); !file.empty()) {
    const auto secret = crypto::LoadSecretText(files, file);
    if (!secret.ok()) return secret.status().WithContext("oidc_client_secret_file");
    options.client_secret = std::string(Trimmed(*secret));
    while (options.client_secret.ends_with('\n')) options.client_secret.pop_back();
  }
  if (const std::string& file = settings.Text("oidc_authority_file"); !file.empty()) {
    const auto authority = ReadWholeFile(files, file, kMaxAuthorityBytes);
    if (!authority.ok()) return authority.status().WithContext("oidc_authority_file");
    options.authority_pem = std::string(AsText(*authority));
  }
  return std::optional(std::move(options));
}

}  // namespace adit::cli
