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

enum class Permission : uint8_t { kViewResults, kEditResults, kStartRuns, kViewFleet, kManageFleet, kViewAudit };

// "analyst", "officer", "operator", "auditor", "admin". Duties are separated: who administers the
// fleet does not read results, who reads results does not administer.
[[nodiscard]] bool RoleMay(std::string_view role, Permission permission);
[[nodiscard]] bool IsRole(std::string_view role);

struct Principal {
  std::string token_id;
  std::string name;
  std::string role;
};

// Bearer tokens for programs, a session cookie for browsers. A token is random (128 bits) and
// stored as its digest, so no slow hash is needed; failures of an address are slowed down all the
// same.
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
  // The Set-Cookie that removes it.
  [[nodiscard]] std::string Close(const http::HttpRequest& request);
  // Who the request's cookie or token stands for, without asking for a permission.
  [[nodiscard]] std::optional<Principal> Identify(const http::HttpRequest& request);

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
  [[nodiscard]] std::optional<Principal> BySession(const http::HttpRequest& request);
  [[nodiscard]] bool TooManyFailures(const std::string& address);
  void CountFailure(const std::string& address);

  ControlStore& control_;
  Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::unordered_map<std::string, Session> sessions_;   // guarded by mutex_; by hash of the cookie
  std::unordered_map<std::string, Failures> failures_;  // guarded by mutex_; by address
};

}  // namespace adit::api
