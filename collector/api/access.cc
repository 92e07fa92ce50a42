#include "collector/api/access.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "common/crypto/hash.h"
#include "common/crypto/password.h"

namespace adit::api {
namespace {

constexpr int64_t kMinuteUs = 60 * kMicrosPerSecond;
constexpr size_t kMaxTrackedAddresses = 50'000;
// The hash of a password nobody has.
constexpr const char* kNobody =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
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
    case Permission::kViewPolicies:
      return one_of({"officer", "auditor", "analyst", "operator", "admin"});
    case Permission::kEditPolicies:
      return one_of({"officer"});
    case Permission::kManageUsers:
      return one_of({"admin"});
    case Permission::kOwnAccount:
      return true;
    case Permission::kAdminister:
      return one_of({"admin"});
  }
  return false;
}

std::optional<Principal> Access::ByToken(std::string_view token) {
  if (!token.starts_with(kTokenPrefix) || token.size() > 128) return std::nullopt;
  const auto found = control_.FindApiToken(crypto::HashOf(AsBytes(token)));
  if (!found.ok() || !found->has_value()) return std::nullopt;
  const ApiToken& entry = **found;
  if (entry.revoked_us != 0 || entry.expires_us <= clock_.WallMicros()) return std::nullopt;
  return Principal{entry.id, entry.name, entry.role, 0};
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
  return StillValid(principal) ? std::optional(principal) : std::nullopt;
}

bool Access::StillValid(const Principal& principal) {
  if (principal.is_account()) {
    const auto user = control_.FindUser(principal.name);
    return user.ok() && user->has_value() && !(*user)->disabled &&
           (*user)->changed_us == principal.changed_us;
  }
  const auto tokens = control_.ApiTokens();
  if (!tokens.ok()) return false;
  return std::any_of(tokens->begin(), tokens->end(), [&](const ApiToken& token) {
    return token.id == principal.token_id && token.revoked_us == 0 &&
           token.expires_us > clock_.WallMicros();
  });
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
  return OpenFor(*std::move(principal));
}

Access::Login Access::OpenAccount(const http::HttpRequest& request, const std::string& name,
                                  std::string_view password) {
  Login login;
  if (TooManyFailures(request.remote_address)) {
    login.refusal =
        http::Problem(429, "too many wrong credentials from this address; wait a minute");
    login.refusal->headers.emplace_back("Retry-After", "60");
    return login;
  }
  const auto found = control_.FindUser(name);
  const bool known = found.ok() && found->has_value();
  const int64_t now_us = clock_.WallMicros();
  // An unknown name takes as long as a known one: times tell nobody who has an account.
  const bool right = Verify(known ? (*found)->password_hash : kNobody, password) && known;
  const bool locked = known && (*found)->locked_until_us > now_us;
  if (!right || locked || (*found)->disabled) {
    CountFailure(request.remote_address);
    if (known && !right && !locked)
      control_.CountUserFailure(name, kFailuresToLock, now_us + kLockUs).IgnoreError();
    login.refusal = Unauthorized(
        "wrong name or password, or the account is locked for a quarter of an hour or disabled");
    return login;
  }
  if ((*found)->failures > 0 || (*found)->locked_until_us > 0) {
    UserEntry user = **found;
    user.failures = 0;
    user.locked_until_us = 0;
    control_.UpdateUser(user).IgnoreError();
  }
  return OpenFor({"", name, (*found)->role, (*found)->changed_us});
}

Access::Login Access::OpenExternal(const std::string& name, const std::string& role) {
  Login login;
  const std::string account = std::string(kExternalPrefix) + name;
  const int64_t now_us = clock_.WallMicros();
  auto found = control_.FindUser(account);
  if (found.ok() && !found->has_value()) {
    UserEntry user;
    user.name = account;
    user.role = role;
    user.password_hash = kNobody;
    user.created_us = now_us;
    // Two first sign-ins at once: one of them makes it.
    const Status added = control_.AddUser(user);
    if (added.ok() || added.code() == StatusCode::kAlreadyExists)
      found = control_.FindUser(account);
  }
  if (!found.ok() || !found->has_value()) {
    login.refusal = http::Problem(503, "try again in a moment");
    return login;
  }
  UserEntry user = **found;
  if (user.disabled) {
    login.refusal = Unauthorized("the account is disabled");
    return login;
  }
  if (user.role != role) {
    user.role = role;
    user.changed_us = now_us;
    if (!control_.UpdateUser(user).ok()) {
      login.refusal = http::Problem(503, "try again in a moment");
      return login;
    }
  }
  return OpenFor({"", account, user.role, user.changed_us});
}

Access::Login Access::OpenFor(Principal principal) {
  Login login;
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
    sessions_[HashText(value)] = {principal, now_us + kSessionUs};
  }
  login.principal = std::move(principal);
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

bool Access::Verify(const std::string& hash, std::string_view password) {
  if (password.size() > kMaxPasswordBytes) return false;
  const std::lock_guard lock(hashing_);
  return crypto::VerifyPassword(hash, password);
}

Result<std::string> Access::HashOf(std::string_view password) {
  const std::lock_guard lock(hashing_);
  return crypto::HashPassword(password);
}

Status Access::CheckPassword(const std::string& name, std::string_view password) const {
  if (password.size() < kMinPasswordBytes || password.size() > kMaxPasswordBytes) {
    return InvalidArgument("a password must have " + std::to_string(kMinPasswordBytes) + " to " +
                           std::to_string(kMaxPasswordBytes) + " characters");
  }
  if (password.find(name) != std::string_view::npos)
    return InvalidArgument("a password must not hold the account's name");
  return OkStatus();
}

std::string Access::ProposePassword() {
  // 32 letters and digits that nobody takes for one another.
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
  Bytes bytes(20);
  random_.Fill(bytes);
  std::string password;
  for (const uint8_t byte : bytes) password += kLetters[byte % kLetters.size()];
  return password;
}

Status Access::CreateUser(const std::string& name, const std::string& role,
                          std::string_view password) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_@";
  if (name.empty() || name.size() > 64 || name.find_first_not_of(kAllowed) != std::string::npos)
    return InvalidArgument("name must be 1 to 64 of a-z, 0-9 and .-_@");
  if (!IsRole(role))
    return InvalidArgument("role must be one of: analyst, officer, operator, auditor, admin");
  ADIT_RETURN_IF_ERROR(CheckPassword(name, password));
  UserEntry user;
  user.name = name;
  user.role = role;
  ADIT_ASSIGN_OR_RETURN(user.password_hash, HashOf(password));
  user.created_us = clock_.WallMicros();
  return control_.AddUser(user);
}

Result<Access::NewToken> Access::CreateToken(const std::string& name, const std::string& role,
                                             int64_t valid_us) {
  if (!IsRole(role))
    return InvalidArgument("role must be one of: analyst, officer, operator, auditor, admin");
  if (name.empty() || name.size() > 64) return InvalidArgument("name must have 1 to 64 characters");
  if (valid_us <= 0 || valid_us > kMaxTokenDays * 86'400ll * kMicrosPerSecond) {
    return InvalidArgument("a token is valid for 1 to " + std::to_string(kMaxTokenDays) + " days");
  }
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
