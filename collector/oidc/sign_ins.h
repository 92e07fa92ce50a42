// SignIns: people on their way to the identity provider and back.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "common/base/clock.h"
#include "common/base/random.h"

namespace adit::oidc {

// A sign-in begins with a state, a nonce and a PKCE verifier, all random, and a value that the
// browser keeps in a cookie. It ends once: with the state and that very cookie, within ten minutes;
// a state that was used, guessed, or begun in another browser ends nothing. In memory: a restart
// forgets them. Threads: any.
class SignIns {
 public:
  static constexpr int64_t kMinutesUs = 10 * 60 * kMicrosPerSecond;
  static constexpr size_t kMost = 10'000;

  SignIns(Clock& clock, Random& random) : clock_(clock), random_(random) {}

  struct Begun {
    std::string state;
    std::string cookie;
    std::string nonce;
    std::string verifier;
    std::string challenge;  // of the verifier, S256 (RFC 7636)
  };
  // Nothing when too many are on their way.
  [[nodiscard]] std::optional<Begun> Begin();
  struct Ended {
    std::string nonce;
    std::string verifier;
  };
  [[nodiscard]] std::optional<Ended> End(const std::string& state, const std::string& cookie);

 private:
  struct Waiting {
    std::string cookie;
    Ended secrets;
    int64_t until_us = 0;
  };
  [[nodiscard]] std::string RandomText();

  Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::unordered_map<std::string, Waiting> waiting_;  // guarded by mutex_; by state
};

}  // namespace adit::oidc
