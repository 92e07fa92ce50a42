// ID token: what an identity provider says of somebody, believed only after every check of OpenID
// Connect Core 1.0 section 3.1.3.7. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/status.h"

namespace adit::oidc {

inline constexpr size_t kMaxTokenBytes = 32 << 10;
inline constexpr size_t kMaxKeys = 64;
// Clocks of two machines differ.
inline constexpr int64_t kClockToleranceS = 60;
// A token is made for this very sign-in, which is minutes old at most.
inline constexpr int64_t kMaxTokenAgeS = 600;

// One public key of the provider (RFC 7517): RSA, or a point of P-256.
struct ProviderKey {
  std::string id;         // "" = none given
  std::string algorithm;  // "RS256" or "ES256"
  Bytes first;            // modulus, or x
  Bytes second;           // exponent, or y
};

// Keys for other uses and of other kinds are passed over. kInvalidArgument when it is no key set.
[[nodiscard]] Result<std::vector<ProviderKey>> ReadKeySet(const std::string& json);

struct Expectation {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  int64_t now_s = 0;         // wall clock
  std::string name_claim;    // names the person
  std::string groups_claim;  // groups; a path of members with dots where there is none of that name
};

struct Identity {
  std::string name;
  std::vector<std::string> groups;
};

// kUnauthenticated with what is wrong; kNotFound when its key is not among these (the provider may
// have new ones).
[[nodiscard]] Result<Identity> CheckIdToken(std::string_view token,
                                            const std::vector<ProviderKey>& keys,
                                            const Expectation& expected);

}  // namespace adit::oidc
