#include "privacy/scrub/recent_results.h"

#include <sodium.h>

#include <cstring>

#include "common/base/random.h"
#include "common/crypto/sodium.h"

namespace adit {

RecentHashKey NewRecentHashKey() {
  crypto::EnsureSodium();
  RecentHashKey key;
  SystemRandom().Fill(key);
  return key;
}

void ResultKey::Add(std::string_view text) {
  const auto size = static_cast<uint32_t>(text.size());
  uint8_t* const at = Room(sizeof size + text.size());
  std::memcpy(at, &size, sizeof size);
  if (!text.empty()) std::memcpy(at + sizeof size, text.data(), text.size());
}

RecentHash ResultKey::Finish() {
  RecentHash hash;
  static_assert(sizeof hash == crypto_shorthash_siphashx24_BYTES);
  static_assert(std::tuple_size_v<RecentHashKey> == crypto_shorthash_siphashx24_KEYBYTES);
  crypto_shorthash_siphashx24(reinterpret_cast<uint8_t*>(hash.data()), buffer_.data(), size_,
                              key_.data());
  sodium_memzero(buffer_.data(), size_);
  return hash;
}

}  // namespace adit
