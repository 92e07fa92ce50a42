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
  const size_t at = buffer_.size();
  buffer_.resize(at + sizeof size + text.size());
  std::memcpy(buffer_.data() + at, &size, sizeof size);
  if (!text.empty()) std::memcpy(buffer_.data() + at + sizeof size, text.data(), text.size());
}

RecentHash ResultKey::Finish() {
  RecentHash hash;
  static_assert(sizeof hash == crypto_shorthash_siphashx24_BYTES);
  static_assert(std::tuple_size_v<RecentHashKey> == crypto_shorthash_siphashx24_KEYBYTES);
  crypto_shorthash_siphashx24(reinterpret_cast<uint8_t*>(hash.data()), buffer_.data(), buffer_.size(),
                              key_.data());
  sodium_memzero(buffer_.data(), buffer_.size());
  return hash;
}

}  // namespace adit
