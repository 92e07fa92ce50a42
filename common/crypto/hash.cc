#include "common/crypto/hash.h"

#include <sodium.h>

#include <cstring>

#include "common/base/check.h"
#include "common/crypto/sodium.h"

namespace adit::crypto {
namespace {

// Eight tables, so that a scan of a full spool is bound by the disk and not by this loop.
struct CrcTables {
  uint32_t table[8][256];
  CrcTables() {
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t crc = i;
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0);
      table[0][i] = crc;
    }
    for (uint32_t i = 0; i < 256; ++i) {
      for (int t = 1; t < 8; ++t) {
        table[t][i] = (table[t - 1][i] >> 8) ^ table[0][table[t - 1][i] & 0xFF];
      }
    }
  }
};

uint32_t LoadU32(const uint8_t* p) {
  return static_cast<uint32_t>(p[0]) | static_cast<uint32_t>(p[1]) << 8 |
         static_cast<uint32_t>(p[2]) << 16 | static_cast<uint32_t>(p[3]) << 24;
}

}  // namespace

struct Hasher::State {
  crypto_generichash_state state;
};

Hasher::Hasher() : state_(std::make_unique<State>()) {
  EnsureSodium();
  crypto_generichash_init(&state_->state, nullptr, 0, sizeof(Digest));
}

Hasher::Hasher(const HashKey& key) : state_(std::make_unique<State>()) {
  EnsureSodium();
  crypto_generichash_init(&state_->state, key.data(), HashKey::kBytes, sizeof(Digest));
}

Hasher::~Hasher() { sodium_memzero(&state_->state, sizeof state_->state); }

Hasher& Hasher::Update(ByteView bytes) {
  crypto_generichash_update(&state_->state, bytes.data(), bytes.size());
  return *this;
}

Digest Hasher::Finish() {
  Digest digest;
  ADIT_CHECK(crypto_generichash_final(&state_->state, digest.data(), digest.size()) == 0);
  return digest;
}

Digest HashOf(ByteView bytes) {
  EnsureSodium();
  Digest digest;
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), nullptr, 0);
  return digest;
}

Digest KeyedHashOf(const HashKey& key, ByteView bytes) {
  EnsureSodium();
  Digest digest;
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), key.data(),
                     HashKey::kBytes);
  return digest;
}

uint64_t KeyedFingerprint(const HashKey& key, ByteView bytes) {
  const Digest digest = KeyedHashOf(key, bytes);
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | digest[static_cast<size_t>(i)];
  return value == 0 ? 1 : value;
}

KeyId KeyIdOf(ByteView public_key) {
  const Digest digest = HashOf(public_key);
  KeyId id;
  std::memcpy(id.data(), digest.data(), id.size());
  return id;
}

bool EqualInConstantTime(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

uint32_t Crc32c(ByteView bytes, uint32_t seed) {
  static const CrcTables tables;
  const auto& t = tables.table;
  uint32_t crc = ~seed;
  const uint8_t* p = bytes.data();
  size_t size = bytes.size();
  for (; size >= 8; p += 8, size -= 8) {
    const uint32_t low = crc ^ LoadU32(p);
    const uint32_t high = LoadU32(p + 4);
    crc = t[7][low & 0xFF] ^ t[6][low >> 8 & 0xFF] ^ t[5][low >> 16 & 0xFF] ^ t[4][low >> 24] ^
          t[3][high & 0xFF] ^ t[2][high >> 8 & 0xFF] ^ t[1][high >> 16 & 0xFF] ^ t[0][high >> 24];
  }
  for (; size > 0; ++p, --size) crc = crc >> 8 ^ t[0][(crc ^ *p) & 0xFF];
  return ~crc;
}

}  // namespace adit::crypto
