// Secret protection: what the operating system adds to a key at rest beyond the rights of its file.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace adit::crypto {

// The text as it may stand in a file: on Windows encrypted by DPAPI to the user of this process, so
// that a copy of the file is worth nothing elsewhere; as it is where the system has no such
// service.
[[nodiscard]] Result<std::string> ProtectSecretText(std::string_view text);
// kDataLoss when it was protected for another user or machine, or not at all where it must be.
[[nodiscard]] Result<std::string> UnprotectSecretText(std::string_view text);

}  // namespace adit::crypto
