// BLAKE2b (RFC 7693): digests of envelopes, identifiers of keys, keyed fingerprints.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "common/base/bytes.h"
#include "common/crypto/secret.h"

namespace adit::crypto {

using Digest = std::array<uint8_t, 32>;
// The first 8 bytes of a public key's digest.
using KeyId = std::array<uint8_t, 8>;
using HashKey = SecretArray<32>;

// BLAKE2b-256 of a stream of bytes.
class Hasher {
 public:
  Hasher();
  // Keyed: a message authentication code.
  explicit Hasher(const HashKey& key);
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  Hasher& Update(ByteView bytes);
  // REQUIRES: not called before.
  [[nodiscard]] Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Digest HashOf(ByteView bytes);
[[nodiscard]] Digest KeyedHashOf(const HashKey& key, ByteView bytes);
// The first 64 bits of KeyedHashOf, little-endian, never 0 (0 means "none" in events).
[[nodiscard]] uint64_t KeyedFingerprint(const HashKey& key, ByteView bytes);
[[nodiscard]] KeyId KeyIdOf(ByteView public_key);
// Takes the same time wherever the two differ.
[[nodiscard]] bool EqualInConstantTime(ByteView a, ByteView b);

// CRC-32C (Castagnoli, RFC 3720 appendix B.4) for scanning spool files after a crash. Never a
// security check. `seed` is the result over the bytes before.
[[nodiscard]] uint32_t Crc32c(ByteView bytes, uint32_t seed = 0);

}  // namespace adit::crypto
