#include <sys/random.h>

#include <cerrno>

#include "common/base/check.h"
#include "common/base/random.h"

namespace adit {
namespace {

class OsRandom final : public Random {
 public:
  void Fill(std::span<uint8_t> bytes) override {
    size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n = getrandom(bytes.data() + done, bytes.size() - done, 0);
      if (n < 0 && errno == EINTR) continue;
      ADIT_CHECK(n > 0);
      done += static_cast<size_t>(n);
    }
  }
};

}  // namespace

Random& SystemRandom() {
  static OsRandom* const random = new OsRandom;
  return *random;
}

}  // namespace adit
