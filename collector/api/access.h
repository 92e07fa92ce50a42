// Access: who asks, in which role, and what the role may do.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "collector/http/http_message.h"
#include "collector/store/control_store.h"
#include "common/base/clock.h"
#include "common/base/random.h"

namespace adit::api {

enum class Permission : uint8_t {
  kViewResults,
  kEditResults,
  kStartRuns,
  kViewFleet,
  kManageFleet,
  kViewAudit,
  kViewPolicies,
  kEditPolicies,
  kManageUsers,
  kOwnAccount,  // whoever is signed in
  kAdminister,  // tokens of the API, the policy
};

// "analyst", "officer", "operator", "auditor", "admin". Duties are separated: who administers the
// fleet does not read results, who reads results does not administer.
[[nodiscard]] bool RoleMay(std::string_view role, Permission permission);
[[nodiscard]] bool IsRole(std::string_view role);

struct Principal {
  std::string token_id;  // "" for an account
  std::string name;
  std::string role;
  int64_t changed_us = 0;  // of the account when the session began

  // A person, not a program: four eyes need two of them.
  [[nodiscard]] bool is_account() const { return token_id.empty(); }
};

// Accounts of people with passwords (Argon2id; ten wrong ones in a row lock it for a quarter of an
// hour), bearer tokens for programs, a session cookie for browsers. A token is random (128 bits)
// and stored as its digest, so no slow hash is needed; failures of an address are slowed down all
// the same.
//
// Sessions live in memory: a restart ends them. Threads: any.
class Access {
 public:
  static constexpr std::string_view kTokenPrefix = "adit_";
  // The prefix __Host- makes browsers insist on TLS and on this very host.
  static constexpr std::string_view kCookie = "__Host-adit_session";
  static constexpr int64_t kSessionUs = 12ll * 3600 * kMicrosPerSecond;
  static constexpr size_t kMaxSessions = 10'000;
  static constexpr int kFailuresPerMinute = 20;
  static constexpr uint32_t kFailuresToLock = 10;
  static constexpr int64_t kLockUs = 15 * 60 * kMicrosPerSecond;
  static constexpr size_t kMinPasswordBytes = 12;
  static constexpr size_t kMaxPasswordBytes = 256;
  static constexpr int kMaxTokenDays = 3650;

  Access(ControlStore& control, Clock& clock, Random& random)
      : control_(control), clock_(clock), random_(random) {}

  // The principal, or the answer to give: 401 without or with a wrong credential, 403 when the role
  // may not, or when a browser's write lacks the header X-Adit-Request (forged from another site),
  // 429 after too many failures.
  struct Decision {
    std::optional<Principal> principal;
    http::HttpResponse refusal;  // when there is no principal
  };
  [[nodiscard]] Decision Check(const http::HttpRequest& request, Permission permission);

  // A session for a valid token: the value of Set-Cookie, or the answer to give.
  struct Login {
    std::string set_cookie;
    Principal principal;
    std::optional<http::HttpResponse> refusal;
  };
  [[nodiscard]] Login Open(const http::HttpRequest& request, std::string_view token);
  // The same with the name and password of an account. The answer is one and the same for a wrong
  // name, a wrong password, a locked and a disabled account.
  [[nodiscard]] Login OpenAccount(const http::HttpRequest& request, const std::string& name,
                                  std::string_view password);
  // For somebody whom the identity provider vouches for. The account "oidc:NAME" is made at the
  // first time and follows the role given; it has no password. Refused when it is disabled here.
  static constexpr std::string_view kExternalPrefix = "oidc:";
  [[nodiscard]] Login OpenExternal(const std::string& name, const std::string& role);
  // Wrong credentials of an address slow it down.
  [[nodiscard]] bool TooManyFailures(const std::string& address);
  void CountFailure(const std::string& address);
  // The Set-Cookie that removes it.
  [[nodiscard]] std::string Close(const http::HttpRequest& request);
  // Who the request's cookie or token stands for, without asking for a permission.
  [[nodiscard]] std::optional<Principal> Identify(const http::HttpRequest& request);

  // A new account; kInvalidArgument names what is wrong with the name, role or password.
  [[nodiscard]] Status CreateUser(const std::string& name, const std::string& role,
                                  std::string_view password);
  // kInvalidArgument when it is too short, too long or the name itself.
  [[nodiscard]] Status CheckPassword(const std::string& name, std::string_view password) const;
  [[nodiscard]] Result<std::string> HashOf(std::string_view password);
  // For a person to be told once: 20 characters, 100 bits.
  [[nodiscard]] std::string ProposePassword();

  // A new token: its text is shown once.
  struct NewToken {
    std::string id;
    std::string text;
  };
  [[nodiscard]] Result<NewToken> CreateToken(const std::string& name, const std::string& role,
                                             int64_t valid_us);

 private:
  struct Session {
    Principal principal;
    int64_t until_us = 0;
  };
  struct Failures {
    int count = 0;
    int64_t window_us = 0;
  };
  [[nodiscard]] std::optional<Principal> ByToken(std::string_view token);
  [[nodiscard]] Login OpenFor(Principal principal);
  // A token or an account that ended or changed meanwhile ends its sessions.
  [[nodiscard]] bool StillValid(const Principal& principal);
  [[nodiscard]] bool Verify(const std::string& hash, std::string_view password);
  [[nodiscard]] std::optional<Principal> BySession(const http::HttpRequest& request);

  ControlStore& control_;
  Clock& clock_;
  Random& random_;
  std::mutex hashing_;  // one password at a time: each takes 64 MiB
  std::mutex mutex_;
  std::unordered_map<std::string, Session> sessions_;   // guarded by mutex_; by hash of the cookie
  std::unordered_map<std::string, Failures> failures_;  // guarded by mutex_; by address
};

}  // namespace adit::api
