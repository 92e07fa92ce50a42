#include <sys/random.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/base/random.h"

namespace adit {
namespace {

constexpr size_t kMostAtOnce = 256;  // getentropy(2)

class OsRandom final : public Random {
 public:
  void Fill(std::span<uint8_t> bytes) override {
    while (!bytes.empty()) {
      const std::span<uint8_t> part = bytes.first(std::min(bytes.size(), kMostAtOnce));
      ADIT_CHECK(getentropy(part.data(), part.size()) == 0);
      bytes = bytes.subspan(part.size());
    }
  }
};

}  // namespace

Random& SystemRandom() {
  static OsRandom* const random = new OsRandom;
  return *random;
}

}  // namespace adit
