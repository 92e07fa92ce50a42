#include "common/crypto/sodium.h"

#include <sodium.h>

#include "common/base/check.h"

namespace adit::crypto {

void EnsureSodium() {
  static const int started = sodium_init();
  ADIT_CHECK(started >= 0);
}

}  // namespace adit::crypto
