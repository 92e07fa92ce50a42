#include "privacy/mask/pseudonym.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

constexpr int64_t kDay = int64_t{86'400} * 1'000'000;

crypto::HashKey Master(uint8_t fill) {
  crypto::HashKey key;
  for (uint8_t& byte : key.span()) byte = fill;
  return key;
}

TEST(Pseudonym, SameValueInOnePeriodHasOneStandIn) {
  const auto key = DerivePeriodKey(Master(1), KeyPurpose::kPseudonym, 5);
  EXPECT_EQ(Pseudonym(key, FindingType::kIban, "DE89 3704 0044 0532 0130 00"),
            Pseudonym(key, FindingType::kIban, "de89370400440532013000"));
  EXPECT_EQ(Pseudonym(key, FindingType::kEmail, "Jo@Example.org"),
            Pseudonym(key, FindingType::kEmail, "jo@example.org"));
  EXPECT_EQ(Pseudonym(key, FindingType::kPerson, "Jörg  MÜLLER"),
            Pseudonym(key, FindingType::kPerson, "jorg muller"));
}

TEST(Pseudonym, PeriodPurposeTypeAndKeySeparate) {
  const auto master = Master(1);
  const auto key = DerivePeriodKey(master, KeyPurpose::kPseudonym, 5);
  const std::string base = Pseudonym(key, FindingType::kPhone, "0301234567");
  EXPECT_NE(base, Pseudonym(DerivePeriodKey(master, KeyPurpose::kPseudonym, 6), FindingType::kPhone,
                            "0301234567"));
  EXPECT_NE(base, Pseudonym(DerivePeriodKey(master, KeyPurpose::kContentFingerprint, 5),
                            FindingType::kPhone, "0301234567"));
  EXPECT_NE(base, Pseudonym(DerivePeriodKey(Master(2), KeyPurpose::kPseudonym, 5), FindingType::kPhone,
                            "0301234567"));
  EXPECT_NE(base, Pseudonym(key, FindingType::kAccount, "0301234567"));
  EXPECT_EQ(base.size(), kPseudonymLetters);
  EXPECT_EQ(base.find_first_not_of("bcdfghjkmnpqrstv"), std::string::npos);
}

TEST(KeyPeriod, CountsWholePeriodsAlsoBefore1970) {
  EXPECT_EQ(KeyPeriod(0, 30), 0);
  EXPECT_EQ(KeyPeriod(30 * kDay - 1, 30), 0);
  EXPECT_EQ(KeyPeriod(30 * kDay, 30), 1);
  EXPECT_EQ(KeyPeriod(-1, 30), -1);
}

}  // namespace
}  // namespace adit
