// Times as recorders write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace adit {

// Microseconds since 1970 for RFC 3339 and its relatives, Unix seconds, milliseconds, microseconds
// or nanoseconds (told apart by magnitude), and day-month-year dates with '.', '/' or '-'
// ("23.11.2026 08:15", month and day swapped when only that is possible). Times without a zone are
// read as UTC.
[[nodiscard]] std::optional<int64_t> ParseLogTime(std::string_view text);

}  // namespace adit
