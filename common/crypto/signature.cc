#include "common/crypto/signature.h"

#include <sodium.h>

#include <cstring>

#include "common/base/check.h"
#include "common/crypto/sodium.h"

namespace adit::crypto {

static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(SigningPublicKey));
static_assert(crypto_sign_SECRETKEYBYTES == SigningSecretKey::kBytes);
static_assert(crypto_sign_BYTES == sizeof(Signature));

struct SignedMessage::State {
  crypto_sign_state state;
};

SigningKeyPair GenerateSigningKeyPair() {
  EnsureSodium();
  SigningKeyPair pair;
  crypto_sign_keypair(pair.public_key.data(), pair.secret_key.data());
  return pair;
}

SigningKeyPair SigningKeyPairFromSeed(const SecretArray<32>& seed) {
  EnsureSodium();
  SigningKeyPair pair;
  crypto_sign_seed_keypair(pair.public_key.data(), pair.secret_key.data(), seed.data());
  return pair;
}

Result<SigningKeyPair> SigningKeyPairFromSecret(const SigningSecretKey& secret_key) {
  EnsureSodium();
  SecretArray<32> seed;
  crypto_sign_ed25519_sk_to_seed(seed.data(), secret_key.data());
  SigningKeyPair pair = SigningKeyPairFromSeed(seed);
  if (!EqualInConstantTime(pair.secret_key.view(), secret_key.view())) {
    return DataLoss("signing key is damaged: its halves do not belong together");
  }
  return pair;
}

SignedMessage::SignedMessage(std::string_view context) : state_(std::make_unique<State>()) {
  EnsureSodium();
  crypto_sign_init(&state_->state);
  Update(AsBytes(context));
  const uint8_t end = 0;
  Update({&end, 1});
}

SignedMessage::SignedMessage(SignedMessage&&) noexcept = default;
SignedMessage::~SignedMessage() = default;

SignedMessage& SignedMessage::Update(ByteView bytes) {
  crypto_sign_update(&state_->state, bytes.data(), bytes.size());
  return *this;
}

Signature SignedMessage::Sign(const SigningKeyPair& key) {
  Signature signature;
  ADIT_CHECK(crypto_sign_final_create(&state_->state, signature.data(), nullptr,
                                      key.secret_key.data()) == 0);
  return signature;
}

bool SignedMessage::Verify(const SigningPublicKey& key, const Signature& signature) {
  return crypto_sign_final_verify(&state_->state, signature.data(), key.data()) == 0;
}

Signature Sign(std::string_view context, ByteView message, const SigningKeyPair& key) {
  return SignedMessage(context).Update(message).Sign(key);
}

bool Verify(std::string_view context, ByteView message, const SigningPublicKey& key,
            const Signature& signature) {
  return SignedMessage(context).Update(message).Verify(key, signature);
}

}  // namespace adit::crypto
