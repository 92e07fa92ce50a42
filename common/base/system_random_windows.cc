#include "common/base/check.h"
#include "common/base/random.h"
#include "common/base/windows_api.h"

namespace adit {
namespace {

class OsRandom final : public Random {
 public:
  void Fill(std::span<uint8_t> bytes) override {
    while (!bytes.empty()) {
      const size_t part = bytes.size() < (1U << 20) ? bytes.size() : (1U << 20);
      const NTSTATUS status = BCryptGenRandom(nullptr, bytes.data(), static_cast<ULONG>(part),
                                              BCRYPT_USE_SYSTEM_PREFERRED_RNG);
      ADIT_CHECK(status >= 0);
      bytes = bytes.subspan(part);
    }
  }
};

}  // namespace

Random& SystemRandom() {
  static OsRandom* const random = new OsRandom;
  return *random;
}

}  // namespace adit
