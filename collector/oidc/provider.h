// Provider: an OpenID Connect provider as the collector asks it: its description, its keys, and a
// code for a token.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/http/https_client.h"
#include "collector/oidc/id_token.h"
#include "common/base/clock.h"
#include "common/base/status.h"

namespace adit::oidc {

struct ProviderOptions {
  std::string issuer;  // as in its tokens; its description is below it
  std::string client_id;
  std::string client_secret;  // "" = a public client: PKCE alone
  std::string redirect_url;   // …/api/v1/session/oidc/callback, as registered there
  std::string scope = "openid profile";
  std::string name_claim = "sub";
  std::string groups_claim = "groups";
  // Group to role; the first that somebody is in counts.
  std::vector<std::pair<std::string, std::string>> roles;
  std::string authority_pem;  // trusted for it besides the system's authorities
};

using Ask = std::function<Result<http::ClientAnswer>(const http::ClientRequest&,
                                                     const http::ClientOptions&)>;

// What it learnt is kept for an hour; keys are asked for again, a minute apart at least, when a
// token is signed with one that is not among them. Threads: any; requests are made one after
// another.
class Provider {
 public:
  static constexpr int64_t kKeepUs = 3600 * kMicrosPerSecond;
  static constexpr int64_t kAskAgainUs = 60 * kMicrosPerSecond;
  static constexpr int64_t kTimeoutMs = 10'000;
  static constexpr size_t kMaxAnswerBytes = 256 << 10;

  Provider(ProviderOptions options, Clock& clock, Ask ask = http::Ask);

  // Where a browser goes to sign in. Blocks when the description is not known yet.
  [[nodiscard]] Result<std::string> AuthorizationUrl(const std::string& state,
                                                     const std::string& nonce,
                                                     const std::string& challenge);
  // Who came back with this code. kUnauthenticated says what is wrong with the answer, kUnavailable
  // that the provider gave none.
  [[nodiscard]] Result<Identity> Redeem(const std::string& code, const std::string& verifier,
                                        const std::string& nonce);
  // The role of the first mapping that fits; nothing when none does.
  [[nodiscard]] std::optional<std::string> RoleOf(const Identity& identity) const;
  [[nodiscard]] const ProviderOptions& options() const { return options_; }

 private:
  struct Description {
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
  };
  [[nodiscard]] Result<std::string> Get(const std::string& url);
  [[nodiscard]] Result<Description> Describe();
  [[nodiscard]] Result<std::vector<ProviderKey>> Keys(const Description& description, bool again);
  [[nodiscard]] Result<std::string> IdTokenFor(const Description& description,
                                               const std::string& code,
                                               const std::string& verifier);

  const ProviderOptions options_;
  Clock& clock_;
  const Ask ask_;
  std::mutex mutex_;
  // Guarded by mutex_; monotonic times.
  std::optional<Description> description_;
  std::optional<int64_t> described_us_;
  std::vector<ProviderKey> keys_;
  std::optional<int64_t> keys_us_;
};

}  // namespace adit::oidc
