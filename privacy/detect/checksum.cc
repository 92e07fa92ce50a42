#include "privacy/detect/checksum.h"

#include <cstddef>
#include <cstdint>

namespace adit {

bool LuhnValid(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (size_t i = digits.size(); i-- > 0; twice = !twice) {
    int d = Digit(digits, i);
    if (twice && (d *= 2) > 9) d -= 9;
    sum += d;
  }
  return sum % 10 == 0;
}

int WeightedSum(std::string_view digits, std::string_view weights) {
  int sum = 0;
  for (size_t i = 0; i < digits.size() && i < weights.size(); ++i) {
    sum += Digit(digits, i) * (weights[i] - '0');
  }
  return sum;
}

int WeightedSum(std::string_view digits, const int* weights, size_t count) {
  int sum = 0;
  for (size_t i = 0; i < digits.size() && i < count; ++i) sum += Digit(digits, i) * weights[i];
  return sum;
}

unsigned Modulo(std::string_view digits, unsigned m) {
  uint64_t rest = 0;
  for (const char c : digits) rest = (rest * 10 + static_cast<unsigned>(c - '0')) % m;
  return static_cast<unsigned>(rest);
}

unsigned Mod97Alnum(std::string_view alnum) {
  unsigned rest = 0;
  for (const char c : alnum) {
    if (c >= '0' && c <= '9') {
      rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
    } else {
      rest = (rest * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
    }
  }
  return rest;
}

bool Mod11_10Valid(std::string_view digits) {
  int product = 10;
  for (size_t i = 0; i + 1 < digits.size(); ++i) {
    int sum = (Digit(digits, i) + product) % 10;
    if (sum == 0) sum = 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 == Digit(digits, digits.size() - 1);
}

bool VerhoeffValid(std::string_view digits) {
  static constexpr uint8_t kMultiply[10][10] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
      {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
      {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
      {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
      {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
  static constexpr uint8_t kPermute[8][10] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
      {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
      {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
      {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
  unsigned check = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int d = Digit(digits, digits.size() - 1 - i);
    check = kMultiply[check][kPermute[i % 8][d]];
  }
  return check == 0;
}

bool EanValid(std::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    sum += Digit(digits, digits.size() - 1 - i) * (i % 2 == 0 ? 1 : 3);
  }
  return sum % 10 == 0;
}

bool IsDate(int year, int month, int day) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool AllSame(std::string_view text) {
  return text.find_first_not_of(text.empty() ? '\0' : text[0]) == std::string_view::npos;
}

}  // namespace adit
