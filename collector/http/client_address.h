// What counts as one address where clients are limited.
#pragma once

#include <string>

namespace adit::http {

// An IPv4 address as it is, also one mapped into IPv6; of an IPv6 address the first 64 bits, since
// whoever has one address of a network has all of them. Any other text as it is.
[[nodiscard]] std::string LimitedAddress(const std::string& address);

}  // namespace adit::http
