// Web signatures: RS256 and ES256 of JSON web signatures (RFC 7515, 7518), checked with keys that came
// as numbers (RFC 7517). OpenSSL does the work.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/bytes.h"

namespace adit::crypto {

// Base64 with the alphabet of URLs and without padding (RFC 4648 section 5); nothing for anything else.
[[nodiscard]] std::optional<Bytes> Base64UrlDecode(std::string_view text);
[[nodiscard]] std::string Base64UrlEncode(ByteView bytes);

// RSASSA-PKCS1-v1_5 with SHA-256. False also for keys under 2048 or over 8192 bits.
[[nodiscard]] bool VerifyRs256(ByteView modulus, ByteView exponent, ByteView message,
                               ByteView signature);
// ECDSA on P-256 with SHA-256; the signature is r and s, 32 bytes each. False also for coordinates that
// are no point of the curve.
[[nodiscard]] bool VerifyEs256(ByteView x, ByteView y, ByteView message, ByteView signature);

}  // namespace adit::crypto
