#include "common/crypto/password.h"

#include <sodium.h>

#include "common/crypto/sodium.h"

namespace adit::crypto {

Result<std::string> HashPassword(std::string_view password) {
  EnsureSodium();
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(),
                            crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return ResourceExhausted("no memory to hash a password; 64 MiB are needed");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

bool VerifyPassword(const std::string& hash, std::string_view password) {
  EnsureSodium();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace adit::crypto
