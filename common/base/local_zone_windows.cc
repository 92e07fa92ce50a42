#include <ctime>

#include "common/base/local_zone.h"

namespace adit {

std::optional<int64_t> LocalOffsetSeconds(int64_t utc_s) {
  const auto time = static_cast<__time64_t>(utc_s);
  std::tm broken{};
  if (_localtime64_s(&broken, &time) != 0) return std::nullopt;
  const __time64_t as_if_utc = _mkgmtime64(&broken);
  if (as_if_utc == -1) return std::nullopt;
  return as_if_utc - time;
}

}  // namespace adit
