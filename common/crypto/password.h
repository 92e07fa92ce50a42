// Passwords of people: Argon2id by libsodium, slow and memory-hard on purpose.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace adit::crypto {

// The form of PHC strings, with its own salt and costs (64 MiB, two passes). kResourceExhausted
// when the memory is not there.
[[nodiscard]] Result<std::string> HashPassword(std::string_view password);
// Takes as long for a wrong password as for the right one. False for a malformed hash.
[[nodiscard]] bool VerifyPassword(const std::string& hash, std::string_view password);

}  // namespace adit::crypto
