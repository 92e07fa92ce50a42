#include "common/crypto/certificate.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/base/bytes.h"
#include "common/base/time_text.h"
#include "common/crypto/certificate_internal.h"
#include "common/crypto/openssl_error.h"

namespace adit::crypto {
namespace {

std::string Sha256Hex(ByteView bytes) {
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  return HexEncode({digest, size});
}

template <typename Encode, typename Object>
std::string Sha256OfDer(Encode encode, Object* object) {
  uint8_t* der = nullptr;
  const int size = encode(object, &der);
  if (size <= 0) return "";
  std::string hex = Sha256Hex({der, static_cast<size_t>(size)});
  OPENSSL_free(der);
  return hex;
}

int64_t MicrosOf(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  const int64_t days = DaysFromCivil(parts.tm_year + 1900, static_cast<unsigned>(parts.tm_mon + 1),
                                     static_cast<unsigned>(parts.tm_mday));
  const int64_t seconds =
      ((days * 24 + parts.tm_hour) * 60 + parts.tm_min) * 60 + parts.tm_sec;
  return seconds * 1'000'000;
}

std::string AgentIdOf(X509* certificate) {
  auto* const names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  if (names == nullptr) return "";
  std::string id;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                                static_cast<size_t>(ASN1_STRING_length(uri)));
    if (!text.starts_with(kAgentUriPrefix)) continue;
    const std::string_view hex = text.substr(kAgentUriPrefix.size());
    const auto bytes = HexDecode(hex);
    if (bytes && bytes->size() == 16) id = HexEncode(*bytes);
    break;
  }
  GENERAL_NAMES_free(names);
  return id;
}

}  // namespace

UniqueBio MemoryBio(std::string_view text) {
  return UniqueBio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string TakeText(BIO* bio) {
  char* start = nullptr;
  const long size = BIO_get_mem_data(bio, &start);
  return size > 0 ? std::string(start, static_cast<size_t>(size)) : std::string();
}

Result<UniqueKey> ParseTlsKey(std::string_view key_pem) {
  const UniqueBio bio = MemoryBio(key_pem);
  UniqueKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (key == nullptr) {
    return OpenSslFailure("private key is not PEM", StatusCode::kInvalidArgument);
  }
  return key;
}

Result<UniqueX509> ParseCertificate(std::string_view certificate_pem) {
  const UniqueBio bio = MemoryBio(certificate_pem);
  UniqueX509 certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) {
    return OpenSslFailure("certificate is not PEM", StatusCode::kInvalidArgument);
  }
  return certificate;
}

Result<UniqueX509Request> ParseCertificateRequest(std::string_view request_pem) {
  const UniqueBio bio = MemoryBio(request_pem);
  UniqueX509Request request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  if (request == nullptr) {
    return OpenSslFailure("certificate request is not PEM", StatusCode::kInvalidArgument);
  }
  EVP_PKEY* const key = X509_REQ_get0_pubkey(request.get());
  if (key == nullptr || X509_REQ_verify(request.get(), key) != 1) {
    return OpenSslFailure("certificate request is not signed by its own key",
                          StatusCode::kInvalidArgument);
  }
  // A key of an odd kind or of a million bits would cost us, not the sender.
  const int bits = EVP_PKEY_get_bits(key);
  const bool usable = (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && bits >= 256 && bits <= 521) ||
                      EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
  if (!usable) {
    return InvalidArgument("certificate request holds a key that is neither ECDSA (256 to 521 bits) "
                           "nor Ed25519");
  }
  return request;
}

Result<std::string> GenerateTlsKey() {
  const UniqueKey key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpenSslFailure("cannot create a key");
  const UniqueBio bio(BIO_new(BIO_s_secmem()));
  if (bio == nullptr || PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0,
                                                      nullptr, nullptr) != 1) {
    return OpenSslFailure("cannot write a key");
  }
  return TakeText(bio.get());
}

Result<std::string> CreateCertificateRequest(std::string_view key_pem,
                                             std::string_view common_name) {
  Result<UniqueKey> key = ParseTlsKey(key_pem);
  if (!key.ok()) return key.status();
  const UniqueX509Request request(X509_REQ_new());
  X509_NAME* const name = X509_REQ_get_subject_name(request.get());
  if (X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const uint8_t*>(common_name.data()),
                                 static_cast<int>(common_name.size()), -1, 0) != 1 ||
      X509_REQ_set_pubkey(request.get(), key->get()) != 1 ||
      X509_REQ_sign(request.get(), key->get(), EVP_sha256()) <= 0) {
    return OpenSslFailure("cannot create a certificate request");
  }
  const UniqueBio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509_REQ(bio.get(), request.get()) != 1) {
    return OpenSslFailure("cannot write a certificate request");
  }
  return TakeText(bio.get());
}

Result<CertificateFacts> ReadCertificate(x509_st* certificate) {
  CertificateFacts facts;
  char name[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  facts.subject_common_name = name;
  facts.agent_id_hex = AgentIdOf(certificate);
  facts.sha256_hex = Sha256OfDer(i2d_X509, certificate);
  facts.public_key_sha256_hex =
      Sha256OfDer(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(certificate));
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(certificate);
  facts.serial_hex = HexEncode({ASN1_STRING_get0_data(serial),
                                static_cast<size_t>(ASN1_STRING_length(serial))});
  facts.not_before_us = MicrosOf(X509_get0_notBefore(certificate));
  facts.not_after_us = MicrosOf(X509_get0_notAfter(certificate));
  return facts;
}

Result<CertificateFacts> ReadCertificate(std::string_view certificate_pem) {
  Result<UniqueX509> certificate = ParseCertificate(certificate_pem);
  if (!certificate.ok()) return certificate.status();
  return ReadCertificate(certificate->get());
}

Result<std::string> RequestPublicKeySha256(std::string_view request_pem) {
  Result<UniqueX509Request> request = ParseCertificateRequest(request_pem);
  if (!request.ok()) return request.status();
  return Sha256OfDer(i2d_X509_PUBKEY, X509_REQ_get_X509_PUBKEY(request->get()));
}

bool IsIpAddress(const std::string& host) {
  // a2i_IPADDRESS alone would take spaces and signs inside.
  if (host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string::npos) return false;
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(host.c_str());
  ERR_clear_error();
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

}  // namespace adit::crypto
