#include "agent/simulate/identifiers.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>

namespace adit::simulate {
namespace {

std::string OnlyAlnum(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) out += c;
  }
  return out;
}

TEST(Identifiers, IbansHaveValidCheckDigits) {
  SeededRandom random(1);
  std::set<std::string> countries;
  for (int i = 0; i < 500; ++i) {
    const std::string iban = OnlyAlnum(MakeIban(random));
    countries.insert(iban.substr(0, 2));
    int rest = 0;
    for (const char c : iban.substr(4) + iban.substr(0, 4)) {
      rest = std::isdigit(static_cast<unsigned char>(c)) != 0 ? (rest * 10 + (c - '0')) % 97
                                                              : (rest * 100 + (c - 'A' + 10)) % 97;
    }
    EXPECT_EQ(rest, 1) << iban;
  }
  EXPECT_EQ(countries.size(), 9U);
}

TEST(Identifiers, CardsPassLuhn) {
  SeededRandom random(2);
  for (int i = 0; i < 500; ++i) {
    const std::string card = OnlyAlnum(MakeCard(random));
    ASSERT_EQ(card.size(), 16U);
    int sum = 0;
    for (size_t k = 0; k < 16; ++k) {
      const int digit = card[k] - '0';
      sum += k % 2 == 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit;
    }
    EXPECT_EQ(sum % 10, 0) << card;
  }
}

TEST(Identifiers, NationalNumbersHaveValidCheckDigits) {
  SeededRandom random(3);
  std::set<std::string> seen;
  for (int i = 0; i < 600; ++i) {
    std::string_view country;
    const std::string id = OnlyAlnum(MakeNationalId(random, country));
    seen.insert(std::string(country));
    if (country == "NL") {
      int sum = -(id[8] - '0');
      for (size_t k = 0; k < 8; ++k) sum += static_cast<int>(9 - k) * (id[k] - '0');
      EXPECT_EQ(sum % 11, 0) << id;
    } else if (country == "FR") {
      EXPECT_EQ(97 - std::stoull(id.substr(0, 13)) % 97, std::stoull(id.substr(13))) << id;
    } else if (country == "ES") {
      EXPECT_EQ("TRWAGMYFPDXBNJZSQVHLCKE"[std::stoul(id.substr(0, 8)) % 23], id[8]);
    } else if (country == "CH") {
      int sum = 0;
      for (size_t k = 0; k < 13; ++k) sum += (id[k] - '0') * (k % 2 == 0 ? 1 : 3);
      EXPECT_EQ(sum % 10, 0) << id;
    }
  }
  EXPECT_EQ(seen.size(), 6U);
}

TEST(Identifiers, PhonesAndAddressesStayInReservedRanges) {
  SeededRandom random(4);
  for (int i = 0; i < 200; ++i) {
    const std::string phone = MakePhone(random);
    EXPECT_TRUE(
        phone.find("555-01") != std::string::npos || phone.find("1632 960") != std::string::npos ||
        phone.find("7700 900") != std::string::npos || phone.find("+33 1 99 00") == 0 ||
        phone.find("23125") != std::string::npos || phone.find("90009") != std::string::npos ||
        phone.find("66969") != std::string::npos)
        << phone;
    EXPECT_EQ(MakeMac(random).substr(0, 3), "02:");
  }
}

}  // namespace
}  // namespace adit::simulate
