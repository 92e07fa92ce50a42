#include "common/crypto/secret_stream.h"

#include <sodium.h>

#include "common/base/check.h"
#include "common/crypto/sodium.h"

namespace adit::crypto {

static_assert(crypto_secretstream_xchacha20poly1305_ABYTES == kSecretStreamOverhead);
static_assert(crypto_secretstream_xchacha20poly1305_HEADERBYTES == sizeof(StreamHeader));
static_assert(crypto_secretstream_xchacha20poly1305_KEYBYTES == StreamKey::kBytes);
static_assert(crypto_secretstream_xchacha20poly1305_TAG_PUSH == 1);
static_assert(crypto_secretstream_xchacha20poly1305_TAG_FINAL == 3);

struct SecretStreamWriter::State {
  crypto_secretstream_xchacha20poly1305_state state;
};
struct SecretStreamReader::State {
  crypto_secretstream_xchacha20poly1305_state state;
};

SecretStreamWriter::SecretStreamWriter(const StreamKey& key) : state_(std::make_unique<State>()) {
  EnsureSodium();
  crypto_secretstream_xchacha20poly1305_init_push(&state_->state, header_.data(), key.data());
}

SecretStreamWriter::~SecretStreamWriter() { sodium_memzero(&state_->state, sizeof state_->state); }

void SecretStreamWriter::Push(ByteView message, ByteView associated, StreamTag tag, Bytes& out) {
  ADIT_CHECK(!finished_);
  const size_t start = out.size();
  out.resize(start + message.size() + kSecretStreamOverhead);
  crypto_secretstream_xchacha20poly1305_push(&state_->state, out.data() + start, nullptr,
                                             message.data(), message.size(), associated.data(),
                                             associated.size(), static_cast<uint8_t>(tag));
  if (tag == StreamTag::kFinal) {
    finished_ = true;
    sodium_memzero(&state_->state, sizeof state_->state);
  }
}

SecretStreamReader::SecretStreamReader(const StreamKey& key, const StreamHeader& header)
    : state_(std::make_unique<State>()) {
  EnsureSodium();
  valid_ = crypto_secretstream_xchacha20poly1305_init_pull(&state_->state, header.data(),
                                                           key.data()) == 0;
}

SecretStreamReader::~SecretStreamReader() { sodium_memzero(&state_->state, sizeof state_->state); }

Result<StreamTag> SecretStreamReader::Pull(ByteView ciphertext, ByteView associated, Bytes& out) {
  if (!valid_ || ciphertext.size() < kSecretStreamOverhead) {
    return DataLoss("encrypted stream is damaged");
  }
  if (finished_) return DataLoss("encrypted stream goes on after its final message");
  const size_t start = out.size();
  out.resize(start + ciphertext.size() - kSecretStreamOverhead);
  uint8_t tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(
          &state_->state, out.data() + start, nullptr, &tag, ciphertext.data(), ciphertext.size(),
          associated.data(), associated.size()) != 0) {
    out.resize(start);
    return DataLoss("encrypted stream is damaged or was changed");
  }
  if (tag != static_cast<uint8_t>(StreamTag::kMessage) &&
      tag != static_cast<uint8_t>(StreamTag::kPush) &&
      tag != static_cast<uint8_t>(StreamTag::kFinal)) {
    out.resize(start);
    valid_ = false;
    return DataLoss("encrypted stream has an unknown tag");
  }
  finished_ = tag == static_cast<uint8_t>(StreamTag::kFinal);
  return static_cast<StreamTag>(tag);
}

}  // namespace adit::crypto
