#include "common/crypto/message_code.h"

#include <sodium.h>

#include "common/crypto/sodium.h"

namespace adit::crypto {

MessageCode HmacSha256(ByteView key, ByteView message) {
  EnsureSodium();
  static_assert(crypto_auth_hmacsha256_BYTES == std::tuple_size_v<MessageCode>);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  MessageCode code;
  crypto_auth_hmacsha256_final(&state, code.data());
  return code;
}

std::string Base64Encode(ByteView bytes) {
  EnsureSodium();
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the zero byte it ends with
  return text;
}

}  // namespace adit::crypto
