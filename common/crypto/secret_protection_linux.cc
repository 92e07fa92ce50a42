#include "common/crypto/secret_protection.h"

namespace adit::crypto {

Result<std::string> ProtectSecretText(std::string_view text) { return std::string(text); }

Result<std::string> UnprotectSecretText(std::string_view text) { return std::string(text); }

}  // namespace adit::crypto
