// Message codes: HMAC-SHA256 (RFC 2104), and base64 (RFC 4648) as protocols around it want it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "common/base/bytes.h"

namespace adit::crypto {

using MessageCode = std::array<uint8_t, 32>;

// A key of any length.
[[nodiscard]] MessageCode HmacSha256(ByteView key, ByteView message);
// With padding, without line breaks.
[[nodiscard]] std::string Base64Encode(ByteView bytes);

}  // namespace adit::crypto
