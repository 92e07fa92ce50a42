#include "common/crypto/web_signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include "common/crypto/openssl_types.h"

namespace adit::crypto {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kFewestBits = 2048;
constexpr int kMostBits = 8192;
constexpr size_t kCoordinate = 32;

using UniqueNumber = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using UniqueBuild = std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>>;
using UniqueParams = std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>>;
using UniqueKeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using UniqueDigest = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using UniqueEcSignature = std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>>;

UniqueNumber Number(ByteView bytes) {
  return UniqueNumber(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

UniqueKey MakeKey(const char* type, OSSL_PARAM_BLD* build) {
  const UniqueParams params(OSSL_PARAM_BLD_to_param(build));
  const UniqueKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  UniqueKey made(key);
  const UniqueKeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, made.get(), nullptr));
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return made;
}

bool Verify(EVP_PKEY* key, ByteView message, ByteView signature) {
  const UniqueDigest digest(EVP_MD_CTX_new());
  return digest != nullptr &&
         EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(digest.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace

std::optional<Bytes> Base64UrlDecode(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes out;
  out.reserve(text.size() * 3 / 4);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<uint8_t>(bits >> count));
  }
  // One form a text: what is left over must be zero.
  if ((bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return out;
}

std::string Base64UrlEncode(ByteView bytes) {
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[(bits >> (count - 6)) & 63];
  }
  if (count > 0) out += kAlphabet[(bits << (6 - count)) & 63];
  return out;
}

bool VerifyRs256(ByteView modulus, ByteView exponent, ByteView message, ByteView signature) {
  if (modulus.size() > kMostBits / 8 || exponent.size() > 8) return false;
  const UniqueNumber n = Number(modulus);
  const UniqueNumber e = Number(exponent);
  if (!n || !e || BN_num_bits(n.get()) < kFewestBits || !BN_is_odd(e.get())) return false;
  const UniqueBuild build(OSSL_PARAM_BLD_new());
  if (!build || OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return false;
  const UniqueKey key = MakeKey("RSA", build.get());
  return key != nullptr && Verify(key.get(), message, signature);
}

bool VerifyEs256(ByteView x, ByteView y, ByteView message, ByteView signature) {
  if (x.size() != kCoordinate || y.size() != kCoordinate || signature.size() != 2 * kCoordinate)
    return false;
  Bytes point = {POINT_CONVERSION_UNCOMPRESSED};
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  const UniqueBuild build(OSSL_PARAM_BLD_new());
  if (!build ||
      OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return false;
  const UniqueKey key = MakeKey("EC", build.get());
  // OpenSSL wants r and s in DER.
  const UniqueEcSignature parts(ECDSA_SIG_new());
  UniqueNumber r = Number(signature.first(kCoordinate));
  UniqueNumber s = Number(signature.subspan(kCoordinate));
  if (!key || !parts || !r || !s || ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1)
    return false;
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  uint8_t* der = nullptr;
  const int length = i2d_ECDSA_SIG(parts.get(), &der);
  if (length <= 0) return false;
  const bool good = Verify(key.get(), message, {der, static_cast<size_t>(length)});
  OPENSSL_free(der);
  return good;
}

}  // namespace adit::crypto
