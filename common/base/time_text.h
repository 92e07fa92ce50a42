// Times as text: RFC 3339 in UTC, both ways, without the C library's locale and time zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adit {

// "2026-03-02T08:15:30.123456Z" for microseconds since 1970-01-01T00:00:00Z; years 0000 to 9999,
// clamped. The fraction has 0, 3 or 6 digits, as few as needed.
[[nodiscard]] std::string FormatTime(int64_t wall_micros);

// RFC 3339 and its usual relatives: 'T' or a space between date and time, seconds and fraction
// optional, 'Z', an offset or nothing (read as UTC), a date alone. Nothing for anything else.
[[nodiscard]] std::optional<int64_t> ParseTime(std::string_view text);

// Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant's days_from_civil).
[[nodiscard]] int64_t DaysFromCivil(int64_t year, unsigned month, unsigned day);

}  // namespace adit
