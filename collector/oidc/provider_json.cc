#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/oidc/provider.h"
#include "common/crypto/message_code.h"

namespace adit::oidc {
namespace {

using nlohmann::json;

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Everything but what RFC 3986 calls unreserved.
std::string Encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kOther = "-._~";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kOther.find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

// A provider's failure is its own, whatever its kind.
Status Failed(const Status& status) {
  return Unavailable("the identity provider: " + status.message());
}

}  // namespace

Provider::Provider(ProviderOptions options, Clock& clock, Ask ask)
    : options_(std::move(options)), clock_(clock), ask_(std::move(ask)) {}

Result<std::string> Provider::Get(const std::string& url) {
  const auto answer = ask_({"GET", url, {{"Accept", "application/json"}}, ""},
                           {kTimeoutMs, kMaxAnswerBytes, options_.authority_pem});
  if (!answer.ok()) return Failed(answer.status());
  if (answer->status != 200) {
    return Unavailable("the identity provider: " + url + " answered " +
                       std::to_string(answer->status));
  }
  return answer->body;
}

Result<Provider::Description> Provider::Describe() {
  const int64_t now_us = clock_.MonotonicMicros();
  if (description_ && now_us - *described_us_ < kKeepUs) return *description_;
  std::string base = options_.issuer;
  while (base.ends_with('/')) base.pop_back();
  const std::string url = base + "/.well-known/openid-configuration";
  ADIT_ASSIGN_OR_RETURN(const std::string text, Get(url));
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object()) return Unavailable("the identity provider: " + url + " is no JSON");
  // Another issuer's description would let that one speak for this one.
  if (TextOf(document, "issuer") != options_.issuer) {
    return Unauthenticated("the identity provider: " + url + " is that of another issuer than " +
                           options_.issuer);
  }
  Description found{TextOf(document, "authorization_endpoint"), TextOf(document, "token_endpoint"),
                    TextOf(document, "jwks_uri")};
  for (const auto& [name, address] :
       {std::pair{"authorization_endpoint", found.authorization_endpoint},
        std::pair{"token_endpoint", found.token_endpoint}, std::pair{"jwks_uri", found.jwks_uri}}) {
    if (const auto parsed = http::ParseClientUrl(address); !parsed.ok()) {
      return Unavailable("the identity provider: " + std::string(name) + " of " + url + ": " +
                         parsed.status().message());
    }
  }
  description_ = found;
  described_us_ = now_us;
  return found;
}

Result<std::vector<ProviderKey>> Provider::Keys(const Description& description, bool again) {
  const int64_t now_us = clock_.MonotonicMicros();
  const bool fresh = keys_us_ && now_us - *keys_us_ < (again ? kAskAgainUs : kKeepUs);
  if (fresh) return keys_;
  ADIT_ASSIGN_OR_RETURN(const std::string text, Get(description.jwks_uri));
  auto keys = ReadKeySet(text);
  if (!keys.ok()) return Failed(keys.status());
  keys_ = *std::move(keys);
  keys_us_ = now_us;
  return keys_;
}

Result<std::string> Provider::AuthorizationUrl(const std::string& state, const std::string& nonce,
                                               const std::string& challenge) {
  const std::lock_guard lock(mutex_);
  ADIT_ASSIGN_OR_RETURN(const Description description, Describe());
  std::string url = description.authorization_endpoint;
  url += url.find('?') == std::string::npos ? '?' : '&';
  url += "response_type=code&client_id=" + Encode(options_.client_id);
  url += "&redirect_uri=" + Encode(options_.redirect_url);
  url += "&scope=" + Encode(options_.scope);
  url += "&state=" + Encode(state) + "&nonce=" + Encode(nonce);
  url += "&code_challenge=" + Encode(challenge) + "&code_challenge_method=S256";
  return url;
}

Result<std::string> Provider::IdTokenFor(const Description& description, const std::string& code,
                                         const std::string& verifier) {
  http::ClientRequest request;
  request.url = description.token_endpoint;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"}};
  request.body = "grant_type=authorization_code&code=" + Encode(code) +
                 "&redirect_uri=" + Encode(options_.redirect_url) +
                 "&code_verifier=" + Encode(verifier);
  if (options_.client_secret.empty()) {
    request.body += "&client_id=" + Encode(options_.client_id);
  } else {
    // Encoded before they are joined (RFC 6749 section 2.3.1).
    const std::string pair = Encode(options_.client_id) + ":" + Encode(options_.client_secret);
    request.headers.emplace_back("Authorization", "Basic " + crypto::Base64Encode(AsBytes(pair)));
  }
  const auto answer = ask_(request, {kTimeoutMs, kMaxAnswerBytes, options_.authority_pem});
  if (!answer.ok()) return Failed(answer.status());
  const json body = json::parse(answer->body, nullptr, false);
  if (answer->status != 200) {
    std::string error = body.is_object() ? TextOf(body, "error") : std::string();
    if (error.size() > 64) error.resize(64);
    return Unauthenticated("the identity provider refused the code with " +
                           std::to_string(answer->status) + " " + error);
  }
  const std::string token = body.is_object() ? TextOf(body, "id_token") : std::string();
  if (token.empty()) return Unauthenticated("the identity provider sent no ID token");
  return token;
}

Result<Identity> Provider::Redeem(const std::string& code, const std::string& verifier,
                                  const std::string& nonce) {
  const std::lock_guard lock(mutex_);
  ADIT_ASSIGN_OR_RETURN(const Description description, Describe());
  ADIT_ASSIGN_OR_RETURN(const std::string token, IdTokenFor(description, code, verifier));
  Expectation expected;
  expected.issuer = options_.issuer;
  expected.client_id = options_.client_id;
  expected.nonce = nonce;
  expected.now_s = clock_.WallMicros() / kMicrosPerSecond;
  expected.name_claim = options_.name_claim;
  expected.groups_claim = options_.groups_claim;
  ADIT_ASSIGN_OR_RETURN(const std::vector<ProviderKey> known, Keys(description, false));
  Result<Identity> identity = CheckIdToken(token, known, expected);
  if (identity.ok() || identity.status().code() != StatusCode::kNotFound) return identity;
  // Providers change their keys.
  ADIT_ASSIGN_OR_RETURN(const std::vector<ProviderKey> fresh, Keys(description, true));
  identity = CheckIdToken(token, fresh, expected);
  if (!identity.ok()) return Unauthenticated(identity.status().message());
  return identity;
}

std::optional<std::string> Provider::RoleOf(const Identity& identity) const {
  for (const auto& [group, role] : options_.roles) {
    if (std::find(identity.groups.begin(), identity.groups.end(), group) != identity.groups.end())
      return role;
  }
  return std::nullopt;
}

}  // namespace adit::oidc
