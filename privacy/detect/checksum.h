// Check digits: the arithmetic that tells an identifier from a random number.
#pragma once

#include <string_view>

namespace adit {

// Each takes the characters of a number without separators. REQUIRES: digits only, unless said.

// ISO/IEC 7812-1 annex B: payment cards, Canadian SIN, Swedish numbers, …
[[nodiscard]] bool LuhnValid(std::string_view digits);
// Sum of digit × weight; weights shorter than digits stop there.
[[nodiscard]] int WeightedSum(std::string_view digits, std::string_view weights_from_zero);
[[nodiscard]] int WeightedSum(std::string_view digits, const int* weights, size_t count);
// The number modulo m, m < 2^32.
[[nodiscard]] unsigned Modulo(std::string_view digits, unsigned m);
// ISO 7064 mod 97-10 over letters and digits ("A" = 10): IBAN after moving its first four characters
// to the end. Upper-case letters.
[[nodiscard]] unsigned Mod97Alnum(std::string_view alnum);
// ISO 7064 mod 11,10 over all digits, the last one the check digit: German tax id, Croatian OIB.
[[nodiscard]] bool Mod11_10Valid(std::string_view digits);
// Verhoeff (1969), the last digit the check digit: Aadhaar.
[[nodiscard]] bool VerhoeffValid(std::string_view digits);
// EAN-13's weights 1,3,1,3…: Swiss AHV number.
[[nodiscard]] bool EanValid(std::string_view digits);
// A real date; year with century.
[[nodiscard]] bool IsDate(int year, int month, int day);
// Value of two decimal digits at `at`.
[[nodiscard]] inline int TwoDigits(std::string_view digits, size_t at) {
  return (digits[at] - '0') * 10 + (digits[at + 1] - '0');
}
[[nodiscard]] inline int Digit(std::string_view digits, size_t at) { return digits[at] - '0'; }
// All characters equal.
[[nodiscard]] bool AllSame(std::string_view text);

}  // namespace adit
