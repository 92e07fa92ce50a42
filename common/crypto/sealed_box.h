// Sealed boxes (libsodium crypto_box_seal, X25519 + XSalsa20-Poly1305): anybody can close one with the
// public key, only the holder of the secret key opens it. Says nothing about who closed it.
#pragma once

#include <array>
#include <cstdint>

#include "common/base/bytes.h"
#include "common/base/status.h"
#include "common/crypto/secret.h"

namespace adit::crypto {

using BoxPublicKey = std::array<uint8_t, 32>;
using BoxSecretKey = SecretArray<32>;
inline constexpr size_t kSealedBoxOverhead = 48;

struct BoxKeyPair {
  BoxPublicKey public_key{};
  BoxSecretKey secret_key;
};

[[nodiscard]] BoxKeyPair GenerateBoxKeyPair();
[[nodiscard]] BoxKeyPair BoxKeyPairFromSecret(const BoxSecretKey& secret_key);

// message.size() + kSealedBoxOverhead bytes.
[[nodiscard]] Bytes SealBox(ByteView message, const BoxPublicKey& recipient);
// kDataLoss when the box was closed for another key or is damaged.
[[nodiscard]] Result<Bytes> OpenBox(ByteView box, const BoxKeyPair& recipient);

}  // namespace adit::crypto
