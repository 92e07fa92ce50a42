// TokenSigner: an identity provider's key, for tests: what it publishes and the tokens it signs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "common/crypto/openssl_types.h"

namespace adit {

class TokenSigner {
 public:
  // "RS256" or "ES256".
  TokenSigner(std::string algorithm, std::string id, int rsa_bits = 2048);

  // As an entry of a key set.
  [[nodiscard]] nlohmann::json PublicKey() const;
  [[nodiscard]] std::string KeySet() const;
  // `header` lays members over {"alg", "kid"}.
  [[nodiscard]] std::string Token(const nlohmann::json& claims,
                                  const nlohmann::json& header = nlohmann::json::object()) const;
  [[nodiscard]] const std::string& id() const { return id_; }
  // The numbers of an RSA key's modulus, base64url: what a confused checker would take for a secret.
  [[nodiscard]] std::string Number(const char* parameter) const;

 private:
  const std::string algorithm_;
  const std::string id_;
  crypto::UniqueKey key_;
};

// HEADER.CLAIMS, the part that is signed.
[[nodiscard]] std::string UnsignedToken(const nlohmann::json& header, const nlohmann::json& claims);

}  // namespace adit
