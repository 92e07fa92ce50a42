#include "tests/fakes/token_signer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "common/crypto/web_signature.h"

namespace adit {
namespace {

std::string Encoded(const std::string& text) { return crypto::Base64UrlEncode(AsBytes(text)); }

}  // namespace

std::string UnsignedToken(const nlohmann::json& header, const nlohmann::json& claims) {
  return Encoded(header.dump()) + "." + Encoded(claims.dump());
}

TokenSigner::TokenSigner(std::string algorithm, std::string id, int rsa_bits)
    : algorithm_(std::move(algorithm)),
      id_(std::move(id)),
      key_(algorithm_ == "RS256"
               ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(rsa_bits))
               : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")) {}

std::string TokenSigner::Number(const char* parameter) const {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key_.get(), parameter, &number);
  const bool coordinate = algorithm_ == "ES256";
  Bytes bytes(coordinate ? 32 : static_cast<size_t>(BN_num_bytes(number)));
  BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size()));
  BN_free(number);
  return crypto::Base64UrlEncode(bytes);
}

nlohmann::json TokenSigner::PublicKey() const {
  if (algorithm_ == "RS256") {
    return {{"kty", "RSA"},
            {"kid", id_},
            {"use", "sig"},
            {"alg", "RS256"},
            {"n", Number(OSSL_PKEY_PARAM_RSA_N)},
            {"e", Number(OSSL_PKEY_PARAM_RSA_E)}};
  }
  return {{"kty", "EC"},
          {"kid", id_},
          {"crv", "P-256"},
          {"x", Number(OSSL_PKEY_PARAM_EC_PUB_X)},
          {"y", Number(OSSL_PKEY_PARAM_EC_PUB_Y)}};
}

std::string TokenSigner::KeySet() const { return nlohmann::json{{"keys", {PublicKey()}}}.dump(); }

std::string TokenSigner::Token(const nlohmann::json& claims, const nlohmann::json& header) const {
  nlohmann::json whole = {{"alg", algorithm_}, {"kid", id_}};
  whole.update(header);
  const std::string text = UnsignedToken(whole, claims);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
  size_t size = 0;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  EVP_DigestSign(context, nullptr, &size, bytes, text.size());
  Bytes signature(size);
  EVP_DigestSign(context, signature.data(), &size, bytes, text.size());
  signature.resize(size);
  EVP_MD_CTX_free(context);
  if (algorithm_ == "ES256") {
    const uint8_t* at = signature.data();
    ECDSA_SIG* const parts = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    signature.assign(64, 0);
    BN_bn2binpad(ECDSA_SIG_get0_r(parts), signature.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts), signature.data() + 32, 32);
    ECDSA_SIG_free(parts);
  }
  return text + "." + crypto::Base64UrlEncode(signature);
}

}  // namespace adit
