// Local zone: what the machine's clock on the wall shows.
#pragma once

#include <cstdint>
#include <optional>

namespace adit {

// Seconds to add to UTC at that moment (seconds since 1970); nothing when the zone cannot be told.
[[nodiscard]] std::optional<int64_t> LocalOffsetSeconds(int64_t utc_s);

}  // namespace adit
