// CertificateAuthority: the collector's own small authority. It signs agents and the server's own
// certificate and nothing else; no public authority is involved.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace adit::crypto {

inline constexpr int64_t kAgentCertificateDays = 30;
// After expiry an agent may still renew with the same key for this long.
inline constexpr int64_t kRenewalGraceDays = 90;
inline constexpr int64_t kServerCertificateDays = 397;
inline constexpr int64_t kAuthorityDays = 3650;
// Of an authority that an offline root signed, and of that root.
inline constexpr int64_t kSignedAuthorityDays = 1825;
inline constexpr int64_t kRootDays = 7300;
// A certificate is valid a little before its issue, for endpoints whose clock is behind.
inline constexpr int64_t kClockToleranceMinutes = 60;

// PEM texts. The key is a secret: keep it with SaveSecretText().
struct CertificateAuthority {
  // Its own certificate; behind it that of the root that signed it, if one did.
  std::string certificate_pem;
  std::string key_pem;
};

// A self-signed authority named `common_name`, valid from now (wall µs) for kAuthorityDays.
[[nodiscard]] Result<CertificateAuthority> CreateCertificateAuthority(std::string_view common_name,
                                                                      int64_t now_us);

// A root that signs authorities and nothing else; its key belongs on a machine without a network.
[[nodiscard]] Result<CertificateAuthority> CreateRootAuthority(std::string_view common_name,
                                                               int64_t now_us);
// The chain (authority, root) for the key in the request. Its name is `common_name`, whatever the
// request says.
[[nodiscard]] Result<std::string> SignAuthority(const CertificateAuthority& root,
                                                std::string_view request_pem,
                                                std::string_view common_name, int64_t now_us);
// What others have to trust: the last certificate of the chain.
[[nodiscard]] Result<std::string> TrustAnchorOf(std::string_view chain_pem);
// ok when the key is the first certificate's, each certificate is signed by the next and the last by
// itself, all are authorities and valid at `now_us`.
[[nodiscard]] Status CheckAuthority(const CertificateAuthority& authority, int64_t now_us);

// A client certificate for the public key in the request. Name and alternative name come from
// `agent_id_hex` (32 hex digits), never from the request. kInvalidArgument for a bad request or id.
[[nodiscard]] Result<std::string> IssueAgentCertificate(const CertificateAuthority& authority,
                                                        std::string_view request_pem,
                                                        std::string_view agent_id_hex,
                                                        int64_t now_us,
                                                        int64_t days = kAgentCertificateDays);

struct ServerCertificate {
  std::string chain_pem;  // the certificate, then the authority's
  std::string key_pem;
};
// For host names and IP addresses ("localhost", "127.0.0.1", "::1"); at least one, at most 64.
[[nodiscard]] Result<ServerCertificate> IssueServerCertificate(const CertificateAuthority& authority,
                                                               const std::vector<std::string>& hosts,
                                                               int64_t now_us);

}  // namespace adit::crypto
