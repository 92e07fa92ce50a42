#include "common/crypto/certificate_authority.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "common/base/bytes.h"
#include "common/crypto/certificate.h"
#include "common/crypto/certificate_internal.h"
#include "common/crypto/openssl_error.h"

namespace adit::crypto {
namespace {

struct CertificatePlan {
  std::string common_name;
  std::string alternative_names;  // OpenSSL's syntax, "" = none
  const char* basic_constraints;
  const char* key_usage;
  const char* extended_key_usage;  // nullptr = none
  int64_t now_us;
  int64_t days;
};

bool AddExtension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

bool SetSerial(X509* certificate) {
  uint8_t serial[16];
  if (RAND_bytes(serial, sizeof serial) != 1) return false;
  serial[0] = static_cast<uint8_t>((serial[0] & 0x3F) | 0x40);  // positive and of full length
  BIGNUM* const number = BN_bin2bn(serial, sizeof serial, nullptr);
  const bool set = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return set;
}

// `issuer` null = self-signed.
Result<UniqueX509> BuildCertificate(const CertificatePlan& plan, EVP_PKEY* public_key, X509* issuer,
                                    EVP_PKEY* issuer_key) {
  UniqueX509 certificate(X509_new());
  X509* const x = certificate.get();
  const time_t now = static_cast<time_t>(plan.now_us / 1'000'000);
  X509_NAME* const name = X509_get_subject_name(x);
  const time_t start = now - kClockToleranceMinutes * 60;
  const bool built =
      X509_set_version(x, 2) == 1 && SetSerial(x) &&
      ASN1_TIME_set(X509_getm_notBefore(x), start) != nullptr &&
      ASN1_TIME_adj(X509_getm_notAfter(x), now, static_cast<int>(plan.days), 0) != nullptr &&
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const uint8_t*>(plan.common_name.data()),
                                 static_cast<int>(plan.common_name.size()), -1, 0) == 1 &&
      X509_set_issuer_name(x, issuer != nullptr ? X509_get_subject_name(issuer) : name) == 1 &&
      X509_set_pubkey(x, public_key) == 1 &&
      AddExtension(x, issuer != nullptr ? issuer : x, NID_basic_constraints,
                   plan.basic_constraints) &&
      AddExtension(x, issuer != nullptr ? issuer : x, NID_key_usage, plan.key_usage) &&
      AddExtension(x, issuer != nullptr ? issuer : x, NID_subject_key_identifier, "hash") &&
      AddExtension(x, issuer != nullptr ? issuer : x, NID_authority_key_identifier, "keyid") &&
      (plan.extended_key_usage == nullptr ||
       AddExtension(x, issuer, NID_ext_key_usage, plan.extended_key_usage)) &&
      (plan.alternative_names.empty() ||
       AddExtension(x, issuer, NID_subject_alt_name, plan.alternative_names.c_str())) &&
      X509_sign(x, issuer_key, EVP_sha256()) > 0;
  if (!built) return OpenSslFailure("cannot create a certificate for " + plan.common_name);
  return certificate;
}

Result<std::string> ToPem(X509* certificate) {
  const UniqueBio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(bio.get(), certificate) != 1) {
    return OpenSslFailure("cannot write a certificate");
  }
  return TakeText(bio.get());
}

Result<std::string> AlternativeNames(const std::vector<std::string>& hosts) {
  if (hosts.empty() || hosts.size() > 64) {
    return InvalidArgument("a server certificate needs 1 to 64 host names");
  }
  std::string names;
  for (const std::string& host : hosts) {
    const bool is_address = IsIpAddress(host);
    // A comma or colon would start another name in OpenSSL's syntax.
    const bool is_name = !host.empty() && host.size() <= 253 &&
                         host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                "0123456789.-*_") == std::string::npos;
    if (!is_address && !is_name) {
      return InvalidArgument("'" + host + "' is neither a host name nor an IP address");
    }
    if (!names.empty()) names += ",";
    names += (is_address ? "IP:" : "DNS:") + host;
  }
  return names;
}

}  // namespace

namespace {

Result<CertificateAuthority> CreateSelfSigned(std::string_view common_name,
                                              const char* basic_constraints, int64_t now_us,
                                              int64_t days) {
  Result<std::string> key_pem = GenerateTlsKey();
  if (!key_pem.ok()) return key_pem.status();
  Result<UniqueKey> key = ParseTlsKey(*key_pem);
  if (!key.ok()) return key.status();
  const CertificatePlan plan{.common_name = std::string(common_name),
                             .alternative_names = "",
                             .basic_constraints = basic_constraints,
                             .key_usage = "critical,keyCertSign,cRLSign",
                             .extended_key_usage = nullptr,
                             .now_us = now_us,
                             .days = days};
  Result<UniqueX509> certificate = BuildCertificate(plan, key->get(), nullptr, key->get());
  if (!certificate.ok()) return certificate.status();
  Result<std::string> pem = ToPem(certificate->get());
  if (!pem.ok()) return pem.status();
  return CertificateAuthority{std::move(*pem), std::move(*key_pem)};
}

// At most four, first to last.
Result<std::vector<UniqueX509>> ParseChain(std::string_view chain_pem) {
  const UniqueBio bio = MemoryBio(chain_pem);
  std::vector<UniqueX509> chain;
  while (chain.size() < 5) {
    UniqueX509 next(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (next == nullptr) break;
    chain.push_back(std::move(next));
  }
  ERR_clear_error();  // the end of the text is reported as an error
  if (chain.empty() || chain.size() > 4) {
    return InvalidArgument("a chain of authorities has 1 to 4 certificates in PEM");
  }
  return chain;
}

}  // namespace

Result<CertificateAuthority> CreateCertificateAuthority(std::string_view common_name,
                                                        int64_t now_us) {
  return CreateSelfSigned(common_name, "critical,CA:TRUE,pathlen:0", now_us, kAuthorityDays);
}

Result<CertificateAuthority> CreateRootAuthority(std::string_view common_name, int64_t now_us) {
  return CreateSelfSigned(common_name, "critical,CA:TRUE,pathlen:1", now_us, kRootDays);
}

Result<std::string> SignAuthority(const CertificateAuthority& root, std::string_view request_pem,
                                  std::string_view common_name, int64_t now_us) {
  ADIT_ASSIGN_OR_RETURN(const UniqueX509Request request, ParseCertificateRequest(request_pem));
  ADIT_ASSIGN_OR_RETURN(const UniqueX509 issuer, ParseCertificate(root.certificate_pem));
  ADIT_ASSIGN_OR_RETURN(const UniqueKey issuer_key, ParseTlsKey(root.key_pem));
  const CertificatePlan plan{.common_name = std::string(common_name),
                             .alternative_names = "",
                             .basic_constraints = "critical,CA:TRUE,pathlen:0",
                             .key_usage = "critical,keyCertSign,cRLSign",
                             .extended_key_usage = nullptr,
                             .now_us = now_us,
                             .days = kSignedAuthorityDays};
  ADIT_ASSIGN_OR_RETURN(const UniqueX509 certificate,
                        BuildCertificate(plan, X509_REQ_get0_pubkey(request.get()), issuer.get(),
                                         issuer_key.get()));
  ADIT_ASSIGN_OR_RETURN(const std::string pem, ToPem(certificate.get()));
  return pem + root.certificate_pem;
}

Result<std::string> TrustAnchorOf(std::string_view chain_pem) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<UniqueX509> chain, ParseChain(chain_pem));
  return ToPem(chain.back().get());
}

Status CheckAuthority(const CertificateAuthority& authority, int64_t now_us) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<UniqueX509> chain, ParseChain(authority.certificate_pem));
  ADIT_ASSIGN_OR_RETURN(const UniqueKey key, ParseTlsKey(authority.key_pem));
  if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return InvalidArgument("the authority's certificate is for another key than its key file");
  }
  time_t now = static_cast<time_t>(now_us / 1'000'000);
  for (size_t i = 0; i < chain.size(); ++i) {
    X509* const certificate = chain[i].get();
    X509* const issuer = chain[std::min(i + 1, chain.size() - 1)].get();
    const std::string which = "certificate " + std::to_string(i + 1) + " of the chain ";
    if (X509_check_ca(certificate) < 1) return InvalidArgument(which + "is no authority");
    if (X509_check_issued(issuer, certificate) != X509_V_OK ||
        X509_verify(certificate, X509_get0_pubkey(issuer)) != 1) {
      ERR_clear_error();
      return InvalidArgument(which + (certificate == issuer
                                          ? "does not sign itself: the root's certificate is missing"
                                          : "is not signed by the next one"));
    }
    if (X509_cmp_time(X509_get0_notBefore(certificate), &now) > 0 ||
        X509_cmp_time(X509_get0_notAfter(certificate), &now) < 0) {
      return InvalidArgument(which + "is not valid now");
    }
  }
  return OkStatus();
}

Result<std::string> IssueAgentCertificate(const CertificateAuthority& authority,
                                          std::string_view request_pem,
                                          std::string_view agent_id_hex, int64_t now_us,
                                          int64_t days) {
  const auto id = HexDecode(agent_id_hex);
  if (!id || id->size() != 16) return InvalidArgument("agent id is not 32 hexadecimal digits");
  Result<UniqueX509Request> request = ParseCertificateRequest(request_pem);
  if (!request.ok()) return request.status();
  Result<UniqueX509> issuer = ParseCertificate(authority.certificate_pem);
  if (!issuer.ok()) return issuer.status();
  Result<UniqueKey> issuer_key = ParseTlsKey(authority.key_pem);
  if (!issuer_key.ok()) return issuer_key.status();
  const std::string id_hex = HexEncode(*id);
  const CertificatePlan plan{.common_name = id_hex,
                             .alternative_names = "URI:" + std::string(kAgentUriPrefix) + id_hex,
                             .basic_constraints = "critical,CA:FALSE",
                             .key_usage = "critical,digitalSignature",
                             .extended_key_usage = "clientAuth",
                             .now_us = now_us,
                             .days = days};
  Result<UniqueX509> certificate =
      BuildCertificate(plan, X509_REQ_get0_pubkey(request->get()), issuer->get(), issuer_key->get());
  if (!certificate.ok()) return certificate.status();
  return ToPem(certificate->get());
}

Result<ServerCertificate> IssueServerCertificate(const CertificateAuthority& authority,
                                                 const std::vector<std::string>& hosts,
                                                 int64_t now_us) {
  Result<std::string> names = AlternativeNames(hosts);
  if (!names.ok()) return names.status();
  Result<std::string> key_pem = GenerateTlsKey();
  if (!key_pem.ok()) return key_pem.status();
  Result<UniqueKey> key = ParseTlsKey(*key_pem);
  if (!key.ok()) return key.status();
  Result<UniqueX509> issuer = ParseCertificate(authority.certificate_pem);
  if (!issuer.ok()) return issuer.status();
  Result<UniqueKey> issuer_key = ParseTlsKey(authority.key_pem);
  if (!issuer_key.ok()) return issuer_key.status();
  const CertificatePlan plan{.common_name = hosts.front().substr(0, 64),
                             .alternative_names = std::move(*names),
                             .basic_constraints = "critical,CA:FALSE",
                             .key_usage = "critical,digitalSignature",
                             .extended_key_usage = "serverAuth",
                             .now_us = now_us,
                             .days = kServerCertificateDays};
  Result<UniqueX509> certificate =
      BuildCertificate(plan, key->get(), issuer->get(), issuer_key->get());
  if (!certificate.ok()) return certificate.status();
  Result<std::string> pem = ToPem(certificate->get());
  if (!pem.ok()) return pem.status();
  return ServerCertificate{*pem + authority.certificate_pem, std::move(*key_pem)};
}

}  // namespace adit::crypto
