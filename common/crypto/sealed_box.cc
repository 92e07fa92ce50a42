#include "common/crypto/sealed_box.h"

#include <sodium.h>

#include "common/base/check.h"
#include "common/crypto/sodium.h"

namespace adit::crypto {

static_assert(crypto_box_SEALBYTES == kSealedBoxOverhead);
static_assert(crypto_box_PUBLICKEYBYTES == sizeof(BoxPublicKey));
static_assert(crypto_box_SECRETKEYBYTES == BoxSecretKey::kBytes);

BoxKeyPair GenerateBoxKeyPair() {
  EnsureSodium();
  BoxKeyPair pair;
  crypto_box_keypair(pair.public_key.data(), pair.secret_key.data());
  return pair;
}

BoxKeyPair BoxKeyPairFromSecret(const BoxSecretKey& secret_key) {
  EnsureSodium();
  BoxKeyPair pair;
  pair.secret_key = secret_key.Clone();
  crypto_scalarmult_base(pair.public_key.data(), pair.secret_key.data());
  return pair;
}

Bytes SealBox(ByteView message, const BoxPublicKey& recipient) {
  EnsureSodium();
  Bytes box(message.size() + kSealedBoxOverhead);
  // Fails only for a public key of low order, which no generated key is.
  ADIT_CHECK(crypto_box_seal(box.data(), message.data(), message.size(), recipient.data()) == 0);
  return box;
}

Result<Bytes> OpenBox(ByteView box, const BoxKeyPair& recipient) {
  EnsureSodium();
  if (box.size() < kSealedBoxOverhead) return DataLoss("sealed box is too short");
  Bytes message(box.size() - kSealedBoxOverhead);
  if (crypto_box_seal_open(message.data(), box.data(), box.size(), recipient.public_key.data(),
                           recipient.secret_key.data()) != 0) {
    return DataLoss("sealed box was not closed for this key, or is damaged");
  }
  return message;
}

}  // namespace adit::crypto
