#include "agent/simulate/identifiers.h"

#include <array>
#include <cstdint>

namespace adit::simulate {
namespace {

struct IbanForm {
  const char* country;
  const char* pattern;  // n = digit, a = upper-case letter
};

constexpr IbanForm kIbanForms[] = {
    {"DE", "nnnnnnnnnnnnnnnnnn"},      {"FR", "nnnnnnnnnnnnnnnnnnnnnnn"},
    {"ES", "nnnnnnnnnnnnnnnnnnnn"},    {"GB", "aaaannnnnnnnnnnnnn"},
    {"NL", "aaaannnnnnnnnn"},          {"PL", "nnnnnnnnnnnnnnnnnnnnnnnn"},
    {"AT", "nnnnnnnnnnnnnnnn"},        {"CH", "nnnnnnnnnnnnnnnnn"},
    {"IT", "annnnnnnnnnnnnnnnnnnnnn"},
};

// Remainder of the number that the letters (A = 10 …) and digits spell, ISO 7064.
uint32_t Mod97(std::string_view text) {
  uint32_t rest = 0;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      rest = (rest * 100 + static_cast<uint32_t>(c - 'A' + 10)) % 97;
    } else {
      rest = (rest * 10 + static_cast<uint32_t>(c - '0')) % 97;
    }
  }
  return rest;
}

std::string Grouped(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += ' ';
    out += text[i];
  }
  return out;
}

int Digit(char c) { return c - '0'; }

// Replaces each '#' by a digit and each '*' by a byte from 0 to 254 in decimals, from left to
// right. (One call of the generator a statement: compilers differ in the order within an
// expression.)
std::string Fill(Random& random, std::string_view pattern) {
  std::string out;
  for (const char c : pattern) {
    if (c == '#') {
      out += static_cast<char>('0' + random.Below(10));
    } else if (c == '*') {
      out += std::to_string(random.Below(255));
    } else {
      out += c;
    }
  }
  return out;
}

std::string TwoDigits(uint64_t value) {
  std::string out = std::to_string(value);
  return out.size() < 2 ? "0" + out : out;
}

std::string GermanTaxId(Random& random) {
  // Ten digits in which exactly one digit occurs twice, then ISO 7064 mod 11,10.
  std::array<char, 10> pool = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'};
  for (size_t i = pool.size() - 1; i > 0; --i) std::swap(pool[i], pool[random.Below(i + 1)]);
  if (pool[0] == '0') std::swap(pool[0], pool[1]);
  pool[9] = pool[random.Below(9)];
  int product = 10;
  for (const char c : pool) {
    int sum = (Digit(c) + product) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  const int check = (11 - product) % 10;
  return std::string(pool.begin(), pool.end()) + static_cast<char>('0' + check);
}

std::string DutchBsn(Random& random) {
  for (;;) {
    const std::string eight = Digits(random, 8);
    int sum = 0;
    for (int i = 0; i < 8; ++i) sum += (9 - i) * Digit(eight[static_cast<size_t>(i)]);
    const int check = sum % 11;
    if (check < 10) return eight + static_cast<char>('0' + check);
  }
}

std::string PolishPesel(Random& random) {
  std::string ten = TwoDigits(50 + random.Below(50));
  ten += TwoDigits(1 + random.Below(12));
  ten += TwoDigits(1 + random.Below(28));
  ten += Digits(random, 4);
  constexpr int kWeights[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
  int sum = 0;
  for (size_t i = 0; i < 10; ++i) sum += kWeights[i] * Digit(ten[i]);
  return ten + static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string FrenchNir(Random& random) {
  std::string number = std::to_string(1 + random.Below(2));
  number += TwoDigits(50 + random.Below(50));
  number += TwoDigits(1 + random.Below(12));
  // Department 99 (born abroad) with a country code that is not given out.
  number += "990";
  number += Fill(random, "#####");
  uint64_t value = 0;
  for (const char c : number) value = value * 10 + static_cast<uint64_t>(Digit(c));
  return number + TwoDigits(97 - value % 97);
}

std::string SwissAhv(Random& random) {
  const std::string twelve = "756" + Digits(random, 9);
  int sum = 0;
  for (size_t i = 0; i < 12; ++i) sum += Digit(twelve[i]) * (i % 2 == 0 ? 1 : 3);
  const std::string all = twelve + static_cast<char>('0' + (10 - sum % 10) % 10);
  return all.substr(0, 3) + "." + all.substr(3, 4) + "." + all.substr(7, 4) + "." + all.substr(11);
}

}  // namespace

std::string Digits(Random& random, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) {
    out += static_cast<char>(i == 0 ? '1' + random.Below(9) : '0' + random.Below(10));
  }
  return out;
}

std::string Token(Random& random, int n) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string out;
  for (int i = 0; i < n; ++i) out += kAlphabet[random.Below(kAlphabet.size())];
  return out;
}

std::string MakeIban(Random& random) {
  const IbanForm& form = kIbanForms[random.Below(std::size(kIbanForms))];
  std::string account;
  for (const char* c = form.pattern; *c != '\0'; ++c) {
    account += static_cast<char>(*c == 'n' ? '0' + random.Below(10) : 'A' + random.Below(26));
  }
  const uint32_t check = 98 - Mod97(account + form.country + "00");
  const std::string iban = form.country + TwoDigits(check) + account;
  return random.Chance(0.5) ? Grouped(iban) : iban;
}

std::string MakeCard(Random& random) {
  constexpr std::string_view kHeads[] = {"4", "51", "55", "2221"};
  std::string number(kHeads[random.Below(std::size(kHeads))]);
  while (number.size() < 15) number += static_cast<char>('0' + random.Below(10));
  int sum = 0;
  for (size_t i = 0; i < 15; ++i) {
    int digit = Digit(number[i]);
    if (i % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  number += static_cast<char>('0' + (10 - sum % 10) % 10);
  return random.Chance(0.6) ? Grouped(number) : number;
}

std::string MakePhone(Random& random) {
  constexpr std::string_view kPatterns[] = {
      "+1 (2##) 555-01##", "+44 1632 960###",     "+44 7700 900###", "+33 1 99 00 ## ##",
      "+49 30 23125 ###",  "+49 (0)69 90009-###", "040 66969 ###"};
  return Fill(random, kPatterns[random.Below(std::size(kPatterns))]);
}

std::string MakeIp(Random& random) {
  constexpr std::string_view kNets[] = {"192.0.2.*", "198.51.100.*", "203.0.113.*", "10.*.*.*"};
  return Fill(random, kNets[random.Below(std::size(kNets))]);
}

std::string MakeMac(Random& random) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "02";
  for (int i = 0; i < 5; ++i) {
    out += ':';
    out += kHex[random.Below(16)];
    out += kHex[random.Below(16)];
  }
  return out;
}

std::string MakeSecret(Random& random) {
  constexpr std::string_view kPrefixes[] = {"ghp_", "glpat-", "xoxb-", "sk_live_"};
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string out(kPrefixes[random.Below(4)]);
  for (int i = 0; i < 36; ++i) out += kAlphabet[random.Below(kAlphabet.size())];
  return out;
}

std::string MakeNationalId(Random& random, std::string_view& country) {
  switch (random.Below(6)) {
    case 0:
      country = "DE";
      return GermanTaxId(random);
    case 1: {
      country = "ES";
      constexpr std::string_view kLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
      const std::string eight = Digits(random, 8);
      return eight + kLetters[std::stoul(eight) % 23];
    }
    case 2:
      country = "NL";
      return DutchBsn(random);
    case 3:
      country = "PL";
      return PolishPesel(random);
    case 4:
      country = "FR";
      return FrenchNir(random);
    default:
      country = "CH";
      return SwissAhv(random);
  }
}

}  // namespace adit::simulate
