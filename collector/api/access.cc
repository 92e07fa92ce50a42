#include "collector/api/access.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "common/crypto/hash.h"

namespace adit::api {
namespace {

constexpr int64_t kMinuteUs = 60 * kMicrosPerSecond;
constexpr size_t kMaxTrackedAddresses = 50'000;
constexpr std::array<std::string_view, 5> kRoles = {"analyst", "officer", "operator", "auditor",
                                                    "admin"};

std::string_view BearerToken(const http::HttpRequest& request) {
  const std::string_view header = request.Header("authorization");
  constexpr std::string_view kScheme = "Bearer ";
  return header.starts_with(kScheme) ? header.substr(kScheme.size()) : std::string_view();
}

std::string HashText(std::string_view text) { return HexEncode(crypto::HashOf(AsBytes(text))); }

std::string RandomText(Random& random) {
  Bytes bytes(16);
  random.Fill(bytes);
  return HexEncode(bytes);
}

http::HttpResponse Unauthorized(std::string_view detail) {
  http::HttpResponse response = http::Problem(401, detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"adit\"");
  return response;
}

}  // namespace

bool IsRole(std::string_view role) {
  return std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end();
}

bool RoleMay(std::string_view role, Permission permission) {
  const auto one_of = [role](std::initializer_list<std::string_view> roles) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  switch (permission) {
    case Permission::kViewResults:
      return one_of({"analyst", "officer"});
    case Permission::kEditResults:
      return one_of({"analyst"});
    case Permission::kStartRuns:
      return one_of({"analyst", "admin"});
    case Permission::kViewFleet:
      return one_of({"analyst", "officer", "operator", "admin"});
    case Permission::kManageFleet:
      return one_of({"operator", "admin"});
    case Permission::kViewAudit:
      return one_of({"auditor", "officer"});
  }
  return false;
}

std::optional<Principal> Access::ByToken(std::string_view token) {
  if (!token.starts_with(kTokenPrefix) || token.size() > 128) return std::nullopt;
  const auto found = control_.FindApiToken(crypto::HashOf(AsBytes(token)));
  if (!found.ok() || !found->has_value()) return std::nullopt;
  const ApiToken& entry = **found;
  if (entry.revoked_us != 0 || entry.expires_us <= clock_.WallMicros()) return std::nullopt;
  return Principal{entry.id, entry.name, entry.role};
}

std::optional<Principal> Access::BySession(const http::HttpRequest& request) {
  const std::string cookie = http::CookieValue(request.Header("cookie"), kCookie);
  if (cookie.empty()) return std::nullopt;
  const std::string key = HashText(cookie);
  Principal principal;
  {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(key);
    if (found == sessions_.end()) return std::nullopt;
    if (found->second.until_us <= clock_.MonotonicMicros()) {
      sessions_.erase(found);
      return std::nullopt;
    }
    principal = found->second.principal;
  }
  // A token that was revoked meanwhile ends its sessions.
  const auto tokens = control_.ApiTokens();
  if (!tokens.ok()) return std::nullopt;
  for (const ApiToken& token : *tokens) {
    if (token.id == principal.token_id && token.revoked_us == 0 &&
        token.expires_us > clock_.WallMicros()) {
      return principal;
    }
  }
  return std::nullopt;
}

std::optional<Principal> Access::Identify(const http::HttpRequest& request) {
  const std::string_view token = BearerToken(request);
  return token.empty() ? BySession(request) : ByToken(token);
}

Access::Decision Access::Check(const http::HttpRequest& request, Permission permission) {
  if (TooManyFailures(request.remote_address)) {
    http::HttpResponse response =
        http::Problem(429, "too many wrong credentials from this address; wait a minute");
    response.headers.emplace_back("Retry-After", "60");
    return {std::nullopt, std::move(response)};
  }
  const std::string_view token = BearerToken(request);
  std::optional<Principal> principal = Identify(request);
  if (!principal) {
    if (!token.empty()) CountFailure(request.remote_address);
    return {std::nullopt,
            Unauthorized(token.empty() ? "sign in, or send Authorization: Bearer with an API token"
                                       : "the API token is unknown, expired or revoked")};
  }
  if (token.empty() && request.method != http::Method::kGet &&
      request.Header("x-adit-request").empty()) {
    return {std::nullopt,
            http::Problem(403, "a change made from a browser needs the header X-Adit-Request")};
  }
  if (!RoleMay(principal->role, permission)) {
    return {std::nullopt, http::Problem(403, "the role '" + principal->role + "' may not do this")};
  }
  return {std::move(principal), {}};
}

Access::Login Access::Open(const http::HttpRequest& request, std::string_view token) {
  Login login;
  if (TooManyFailures(request.remote_address)) {
    login.refusal =
        http::Problem(429, "too many wrong credentials from this address; wait a minute");
    login.refusal->headers.emplace_back("Retry-After", "60");
    return login;
  }
  std::optional<Principal> principal = ByToken(token);
  if (!principal) {
    CountFailure(request.remote_address);
    login.refusal = Unauthorized("the API token is unknown, expired or revoked");
    return login;
  }
  // A fresh value at every sign-in: a value planted beforehand opens nothing.
  const std::string value = RandomText(random_) + RandomText(random_);
  {
    const std::lock_guard lock(mutex_);
    const int64_t now_us = clock_.MonotonicMicros();
    if (sessions_.size() >= kMaxSessions) {
      std::erase_if(sessions_, [&](const auto& entry) { return entry.second.until_us <= now_us; });
    }
    if (sessions_.size() >= kMaxSessions) {
      login.refusal = http::Problem(503, "too many people are signed in");
      return login;
    }
    sessions_[HashText(value)] = {*principal, now_us + kSessionUs};
  }
  login.principal = *principal;
  login.set_cookie = std::string(kCookie) + "=" + value +
                     "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=" +
                     std::to_string(kSessionUs / kMicrosPerSecond);
  return login;
}

std::string Access::Close(const http::HttpRequest& request) {
  const std::string cookie = http::CookieValue(request.Header("cookie"), kCookie);
  const std::lock_guard lock(mutex_);
  sessions_.erase(HashText(cookie));
  return std::string(kCookie) + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0";
}

bool Access::TooManyFailures(const std::string& address) {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(address);
  if (found == failures_.end()) return false;
  return clock_.MonotonicMicros() - found->second.window_us < kMinuteUs &&
         found->second.count >= kFailuresPerMinute;
}

void Access::CountFailure(const std::string& address) {
  const int64_t now_us = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= kMaxTrackedAddresses) {
    std::erase_if(failures_,
                  [&](const auto& entry) { return now_us - entry.second.window_us >= kMinuteUs; });
    if (failures_.size() >= kMaxTrackedAddresses) return;
  }
  Failures& entry = failures_[address];
  if (entry.count == 0 || now_us - entry.window_us >= kMinuteUs) entry = {0, now_us};
  ++entry.count;
}

Result<Access::NewToken> Access::CreateToken(const std::string& name, const std::string& role,
                                             int64_t valid_us) {
  if (!IsRole(role))
    return InvalidArgument("role must be one of: analyst, officer, operator, auditor, admin");
  if (name.empty() || name.size() > 64) return InvalidArgument("name must have 1 to 64 characters");
  if (valid_us <= 0) return InvalidArgument("a token must be valid for some time");
  NewToken created;
  Bytes id(4);
  random_.Fill(id);
  created.id = HexEncode(id);
  created.text = std::string(kTokenPrefix) + RandomText(random_);
  ApiToken token;
  token.id = created.id;
  token.name = name;
  token.role = role;
  token.secret_digest = crypto::HashOf(AsBytes(created.text));
  token.created_us = clock_.WallMicros();
  token.expires_us = token.created_us + valid_us;
  ADIT_RETURN_IF_ERROR(control_.AddApiToken(token));
  return created;
}

}  // namespace adit::api
