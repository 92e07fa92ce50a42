#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "collector/oidc/id_token.h"
#include "common/crypto/web_signature.h"

namespace adit::oidc {
namespace {

using nlohmann::json;

constexpr size_t kMaxNameBytes = 128;
constexpr size_t kMaxGroups = 1000;

Status Refused(const std::string& why) { return Unauthenticated("the ID token " + why); }

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<int64_t> TimeOf(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds < 1e11)) return std::nullopt;
  return static_cast<int64_t>(seconds);
}

std::optional<json> DecodeObject(std::string_view part) {
  const std::optional<Bytes> bytes = crypto::Base64UrlDecode(part);
  if (!bytes) return std::nullopt;
  json object = json::parse(bytes->begin(), bytes->end(), nullptr, false);
  if (!object.is_object()) return std::nullopt;
  return object;
}

struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
  std::string_view signed_text;
};

std::optional<Parts> Split(std::string_view token) {
  const size_t first = token.find('.');
  const size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
               token.substr(second + 1), token.substr(0, second)};
}

Status CheckSignature(const Parts& parts, const std::vector<ProviderKey>& keys) {
  const std::optional<json> header = DecodeObject(parts.header);
  if (!header) return Refused("has no readable header");
  // Two algorithms and no others: "none" and codes under a shared key prove nothing here.
  const std::string algorithm = TextOf(*header, "alg");
  if (algorithm != "RS256" && algorithm != "ES256")
    return Refused("is signed with another algorithm than RS256 or ES256");
  if (header->contains("crit")) return Refused("asks for extensions that are not known here");
  const std::string id = TextOf(*header, "kid");
  const std::optional<Bytes> signature = crypto::Base64UrlDecode(parts.signature);
  if (!signature) return Refused("has no readable signature");
  bool any = false;
  for (const ProviderKey& key : keys) {
    // A key is of one algorithm: the token does not choose what it is used for.
    if (key.algorithm != algorithm || (!id.empty() && key.id != id)) continue;
    any = true;
    const ByteView message = AsBytes(parts.signed_text);
    if (algorithm == "RS256" ? crypto::VerifyRs256(key.first, key.second, message, *signature)
                             : crypto::VerifyEs256(key.first, key.second, message, *signature))
      return OkStatus();
  }
  if (!any) return NotFound("the ID token is signed with a key that the provider does not publish");
  return Refused("has a wrong signature");
}

bool IsFor(const json& claims, const std::string& client) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  size_t all = 1;
  if (audience->is_array()) {
    all = audience->size();
    if (std::find(audience->begin(), audience->end(), json(client)) == audience->end())
      return false;
  } else if (*audience != json(client)) {
    return false;
  }
  // Of several audiences the party it was given to must be this one.
  const auto party = claims.find("azp");
  if (party == claims.end()) return all == 1;
  return *party == json(client);
}

Status CheckClaims(const json& claims, const Expectation& expected) {
  if (TextOf(claims, "iss") != expected.issuer) return Refused("is of another issuer");
  if (!IsFor(claims, expected.client_id)) return Refused("is meant for another audience");
  const auto expires = TimeOf(claims, "exp");
  const auto issued = TimeOf(claims, "iat");
  if (!expires || !issued) return Refused("has no exp or iat");
  if (*expires + kClockToleranceS <= expected.now_s) return Refused("has expired");
  if (*issued > expected.now_s + kClockToleranceS) return Refused("is of the future");
  if (*issued + kMaxTokenAgeS + kClockToleranceS < expected.now_s) return Refused("is too old");
  if (claims.contains("nbf")) {
    const auto begins = TimeOf(claims, "nbf");
    if (!begins || *begins > expected.now_s + kClockToleranceS) return Refused("is not valid yet");
  }
  if (expected.nonce.empty() || TextOf(claims, "nonce") != expected.nonce)
    return Refused("belongs to another sign-in (nonce)");
  if (TextOf(claims, "sub").empty()) return Refused("names no subject");
  return OkStatus();
}

// A member, or a path of members as of "realm_access.roles".
const json* Find(const json& claims, const std::string& name) {
  if (const auto whole = claims.find(name); whole != claims.end()) return &*whole;
  const json* at = &claims;
  for (size_t begin = 0; begin <= name.size();) {
    const size_t dot = std::min(name.find('.', begin), name.size());
    if (!at->is_object()) return nullptr;
    const auto found = at->find(name.substr(begin, dot - begin));
    if (found == at->end()) return nullptr;
    at = &*found;
    begin = dot + 1;
  }
  return at;
}

// Letters of any script, but nothing that steers a terminal or ends a line of the audit.
bool IsName(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

Result<std::vector<ProviderKey>> ReadKeySet(const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  const auto listed = document.is_object() ? document.find("keys") : document.end();
  if (!document.is_object() || listed == document.end() || !listed->is_array())
    return InvalidArgument("the provider's key set has no list 'keys'");
  if (listed->size() > kMaxKeys) {
    return InvalidArgument("the provider's key set has more than " + std::to_string(kMaxKeys) +
                           " keys");
  }
  std::vector<ProviderKey> keys;
  for (const json& entry : *listed) {
    if (!entry.is_object()) continue;
    const std::string use = TextOf(entry, "use");
    if (!use.empty() && use != "sig") continue;
    ProviderKey key;
    key.id = TextOf(entry, "kid");
    const bool rsa = TextOf(entry, "kty") == "RSA";
    if (!rsa && (TextOf(entry, "kty") != "EC" || TextOf(entry, "crv") != "P-256")) continue;
    key.algorithm = rsa ? "RS256" : "ES256";
    const std::string said = TextOf(entry, "alg");
    if (!said.empty() && said != key.algorithm) continue;
    const auto first = crypto::Base64UrlDecode(TextOf(entry, rsa ? "n" : "x"));
    const auto second = crypto::Base64UrlDecode(TextOf(entry, rsa ? "e" : "y"));
    if (!first || !second || first->empty() || second->empty()) continue;
    key.first = *first;
    key.second = *second;
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<Identity> CheckIdToken(std::string_view token, const std::vector<ProviderKey>& keys,
                              const Expectation& expected) {
  if (token.size() > kMaxTokenBytes) return Refused("is too long");
  const std::optional<Parts> parts = Split(token);
  if (!parts) return Refused("has not three parts");
  ADIT_RETURN_IF_ERROR(CheckSignature(*parts, keys));
  const std::optional<json> claims = DecodeObject(parts->claims);
  if (!claims) return Refused("has no readable claims");
  ADIT_RETURN_IF_ERROR(CheckClaims(*claims, expected));
  Identity identity;
  const json* name = Find(*claims, expected.name_claim);
  if (name != nullptr && name->is_string()) identity.name = name->get<std::string>();
  if (!IsName(identity.name)) {
    return Refused("names nobody in '" + expected.name_claim + "' (1 to " +
                   std::to_string(kMaxNameBytes) + " bytes, no control characters)");
  }
  const json* groups = Find(*claims, expected.groups_claim);
  if (groups != nullptr && groups->is_string()) identity.groups = {groups->get<std::string>()};
  if (groups != nullptr && groups->is_array()) {
    for (const json& group : *groups) {
      if (group.is_string() && identity.groups.size() < kMaxGroups)
        identity.groups.push_back(group.get<std::string>());
    }
  }
  return identity;
}

}  // namespace adit::oidc
