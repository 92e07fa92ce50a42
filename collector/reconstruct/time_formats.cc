#include "collector/reconstruct/time_formats.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "common/base/time_text.h"

namespace adit {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Unix time of any usual unit: the magnitude of years 1973 to 5138 does not overlap between units.
std::optional<int64_t> ParseNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(value >= 1e8) || value >= 1e20) return std::nullopt;
  double micros = value;
  if (value < 1e11) {
    micros = value * 1e6;
  } else if (value < 1e14) {
    micros = value * 1e3;
  } else if (value >= 1e17) {
    micros = value / 1e3;
  }
  return static_cast<int64_t>(micros);
}

// "23.11.2026 08:15:30" to "2026-11-23 08:15:30".
std::optional<int64_t> ParseDayFirst(std::string_view text) {
  int parts[3] = {0, 0, 0};
  size_t at = 0;
  for (int i = 0; i < 3; ++i) {
    const size_t begin = at;
    while (at < text.size() && IsDigit(text[at]) && at - begin < 4)
      parts[i] = parts[i] * 10 + (text[at++] - '0');
    if (at == begin) return std::nullopt;
    if (i < 2) {
      if (at >= text.size() || (text[at] != '.' && text[at] != '/' && text[at] != '-'))
        return std::nullopt;
      ++at;
    }
  }
  int day = parts[0];
  int month = parts[1];
  int year = parts[2];
  if (month > 12) std::swap(day, month);
  if (year < 100) year += 2000;
  if (day < 1 || day > 31 || month < 1 || month > 12) return std::nullopt;
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  std::string rest(text.substr(at));
  while (!rest.empty() && (rest.front() == ',' || rest.front() == ' ')) rest.erase(0, 1);
  if (rest.size() > 1 && rest[1] == ':') rest.insert(0, "0");
  std::string whole = std::to_string(year) + "-" + two(month) + "-" + two(day);
  if (!rest.empty()) whole += " " + rest;
  return ParseTime(whole);
}

}  // namespace

std::optional<int64_t> ParseLogTime(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  if (text.empty() || text.size() > 64) return std::nullopt;
  if (const auto time = ParseTime(text)) return time;
  if (const auto time = ParseNumber(text)) return time;
  return ParseDayFirst(text);
}

}  // namespace adit
