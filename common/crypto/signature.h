// Signatures: Ed25519ph (RFC 8032, pre-hashed) over a context string and a stream of bytes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/crypto/secret.h"

namespace adit::crypto {

using SigningPublicKey = std::array<uint8_t, 32>;
// libsodium's form: seed and public key.
using SigningSecretKey = SecretArray<64>;
using Signature = std::array<uint8_t, 64>;

struct SigningKeyPair {
  SigningPublicKey public_key{};
  SigningSecretKey secret_key;
  [[nodiscard]] KeyId id() const { return KeyIdOf(public_key); }
};

[[nodiscard]] SigningKeyPair GenerateSigningKeyPair();
// The same seed gives the same pair, for golden files and the simulation.
[[nodiscard]] SigningKeyPair SigningKeyPairFromSeed(const SecretArray<32>& seed);
// Rebuilds the pair from the stored secret key; kDataLoss when its two halves do not match.
[[nodiscard]] Result<SigningKeyPair> SigningKeyPairFromSecret(const SigningSecretKey& secret_key);

// One message: the context (ended by a zero byte, so that no signature of one kind of document is
// valid for another), then all updates. Use once, for Sign or for Verify.
class SignedMessage {
 public:
  explicit SignedMessage(std::string_view context);
  ~SignedMessage();
  SignedMessage(SignedMessage&&) noexcept;
  SignedMessage& Update(ByteView bytes);
  [[nodiscard]] Signature Sign(const SigningKeyPair& key);
  [[nodiscard]] bool Verify(const SigningPublicKey& key, const Signature& signature);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The whole message at once.
[[nodiscard]] Signature Sign(std::string_view context, ByteView message, const SigningKeyPair& key);
[[nodiscard]] bool Verify(std::string_view context, ByteView message, const SigningPublicKey& key,
                          const Signature& signature);

}  // namespace adit::crypto
