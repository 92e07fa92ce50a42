#include "common/crypto/openssl_error.h"

#include <openssl/err.h>

namespace adit::crypto {

Status OpenSslFailure(std::string_view what, StatusCode code) {
  std::string message(what);
  const unsigned long error = ERR_peek_error();
  if (error != 0) {
    const char* const reason = ERR_reason_error_string(error);
    message += ": ";
    message += reason != nullptr ? reason : "error " + std::to_string(error);
  }
  ERR_clear_error();
  return {code, std::move(message)};
}

}  // namespace adit::crypto
