// X.509 pieces in PEM: keys (P-256), certificate requests, and what a certificate says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"

struct x509_st;  // OpenSSL's X509

namespace adit::crypto {

// Subject alternative name of an agent's certificate is the URI kAgentUriPrefix + 32 hex digits.
inline constexpr std::string_view kAgentUriPrefix = "urn:adit:agent:";

// A new P-256 private key, PKCS#8 PEM. P-256 and not Ed25519: browsers and proxies refuse the latter.
[[nodiscard]] Result<std::string> GenerateTlsKey();

// PKCS#10 request signed by the key, with the common name; PEM. The issuer trusts nothing in it but
// the public key.
[[nodiscard]] Result<std::string> CreateCertificateRequest(std::string_view key_pem,
                                                           std::string_view common_name);

struct CertificateFacts {
  std::string subject_common_name;
  std::string agent_id_hex;   // 32 lower-case hex digits, "" when the certificate names no agent
  std::string serial_hex;
  std::string sha256_hex;     // fingerprint of the DER form
  std::string public_key_sha256_hex;  // equal for renewals with the same key
  int64_t not_before_us = 0;  // wall time
  int64_t not_after_us = 0;
};

// Of the first certificate in the PEM text; kInvalidArgument when there is none.
[[nodiscard]] Result<CertificateFacts> ReadCertificate(std::string_view certificate_pem);
// Of a certificate OpenSSL holds, such as a peer's. REQUIRES: not null.
[[nodiscard]] Result<CertificateFacts> ReadCertificate(x509_st* certificate);

// Fingerprint of the public key in a request; kInvalidArgument when its own signature is wrong.
[[nodiscard]] Result<std::string> RequestPublicKeySha256(std::string_view request_pem);

}  // namespace adit::crypto
