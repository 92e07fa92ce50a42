#include "common/crypto/sodium.h"

#include <sodium.h>

#include "common/base/check.h"
#include "common/crypto/secret.h"

namespace adit::crypto {

void EnsureSodium() {
  static const int started = sodium_init();
  ADIT_CHECK(started >= 0);
}

void Wipe(std::span<uint8_t> bytes) { sodium_memzero(bytes.data(), bytes.size()); }

void FillWithRandom(std::span<uint8_t> bytes) {
  EnsureSodium();
  randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace adit::crypto
