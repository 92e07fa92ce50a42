// Parsed X.509 objects shared by the sources of this folder.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/openssl_types.h"

namespace adit::crypto {

// Reads from `text`, which must outlive it.
[[nodiscard]] UniqueBio MemoryBio(std::string_view text);
[[nodiscard]] std::string TakeText(BIO* bio);
// Each gives kInvalidArgument for anything else than what its name says.
[[nodiscard]] Result<UniqueKey> ParseTlsKey(std::string_view key_pem);
[[nodiscard]] Result<UniqueX509> ParseCertificate(std::string_view certificate_pem);
// Its self-signature is verified and its key has a bounded size.
[[nodiscard]] Result<UniqueX509Request> ParseCertificateRequest(std::string_view request_pem);
// "192.0.2.1", "2001:db8::1"; false for host names.
[[nodiscard]] bool IsIpAddress(const std::string& host);

}  // namespace adit::crypto
