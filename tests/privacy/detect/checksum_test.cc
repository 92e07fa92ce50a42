#include "privacy/detect/checksum.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(Checksum, KnownVectors) {
  EXPECT_TRUE(LuhnValid("4111111111111111"));
  EXPECT_FALSE(LuhnValid("4111111111111112"));
  EXPECT_TRUE(VerhoeffValid("2363"));
  EXPECT_FALSE(VerhoeffValid("2364"));
  EXPECT_TRUE(Mod11_10Valid("94577403194"));
  EXPECT_FALSE(Mod11_10Valid("94577403193"));
  EXPECT_TRUE(EanValid("4006381333931"));
  EXPECT_EQ(Mod97Alnum("370400440532013000DE89"), 1u);
}

TEST(Checksum, DatesKnowLeapYears) {
  EXPECT_TRUE(IsDate(2024, 2, 29));
  EXPECT_FALSE(IsDate(2023, 2, 29));
  EXPECT_FALSE(IsDate(1900, 2, 29));
  EXPECT_FALSE(IsDate(2024, 13, 1));
  EXPECT_FALSE(IsDate(2024, 4, 31));
}

}  // namespace
}  // namespace adit
