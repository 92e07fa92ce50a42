#include "common/base/time_text.h"

#include <algorithm>
#include <cstdio>

namespace adit {
namespace {

constexpr int64_t kMicrosPerDay = 86'400'000'000;

struct Civil {
  int64_t year;
  unsigned month;
  unsigned day;
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
Civil CivilFromDays(int64_t days) {
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned mp = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * mp + 2) / 5 + 1;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

// Reads decimal digits from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool Digits(int count, int64_t& value) {
    if (text_.size() < static_cast<size_t>(count)) return false;
    value = 0;
    for (int i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return true;
  }
  bool Accept(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // ".123456789" to microseconds, further digits cut.
  bool Fraction(int64_t& micros) {
    int64_t scale = 100'000;
    bool any = false;
    micros = 0;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9') {
      micros += (text_[0] - '0') * scale;
      scale /= 10;
      any = true;
      text_.remove_prefix(1);
    }
    return any;
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  std::string_view text_;
};

}  // namespace

int64_t DaysFromCivil(int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<int64_t>(day_of_era) - 719468;
}

std::string FormatTime(int64_t wall_micros) {
  static const int64_t kFirst = DaysFromCivil(0, 1, 1) * kMicrosPerDay;
  static const int64_t kEnd = DaysFromCivil(10000, 1, 1) * kMicrosPerDay;
  wall_micros = std::clamp(wall_micros, kFirst, kEnd - 1);
  int64_t days = wall_micros / kMicrosPerDay;
  int64_t rest = wall_micros % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --days;
  }
  const Civil date = CivilFromDays(days);
  const int64_t seconds = rest / 1'000'000;
  const int64_t micros = rest % 1'000'000;
  char text[40];
  int n = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d",
                        static_cast<int>(date.year), date.month, date.day,
                        static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
                        static_cast<int>(seconds % 60));
  if (micros % 1000 != 0) {
    n += std::snprintf(text + n, sizeof text - n, ".%06d", static_cast<int>(micros));
  } else if (micros != 0) {
    n += std::snprintf(text + n, sizeof text - n, ".%03d", static_cast<int>(micros / 1000));
  }
  text[n] = 'Z';
  return {text, static_cast<size_t>(n) + 1};
}

std::optional<int64_t> ParseTime(std::string_view text) {
  Scanner in(text);
  int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0, offset = 0;
  if (!in.Digits(4, year) || !in.Accept('-') || !in.Digits(2, month) || !in.Accept('-') ||
      !in.Digits(2, day) || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  if (!in.empty()) {
    if (!in.Accept('T') && !in.Accept('t') && !in.Accept(' ')) return std::nullopt;
    if (!in.Digits(2, hour) || !in.Accept(':') || !in.Digits(2, minute)) return std::nullopt;
    if (in.Accept(':')) {
      if (!in.Digits(2, second)) return std::nullopt;
      if ((in.Accept('.') || in.Accept(',')) && !in.Fraction(micros)) return std::nullopt;
    }
    if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const bool plus = in.Accept('+');
    if (plus || in.Accept('-')) {
      int64_t offset_hours = 0, offset_minutes = 0;
      if (!in.Digits(2, offset_hours)) return std::nullopt;
      in.Accept(':');
      if (!in.empty() && !in.Digits(2, offset_minutes)) return std::nullopt;
      offset = (offset_hours * 60 + offset_minutes) * (plus ? 1 : -1);
    } else if (!in.Accept('Z')) {
      in.Accept('z');
    }
    if (!in.empty()) return std::nullopt;
  }
  const int64_t days = DaysFromCivil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  return days * kMicrosPerDay + (((hour * 60 + minute - offset) * 60) + second) * 1'000'000 + micros;
}

}  // namespace adit
