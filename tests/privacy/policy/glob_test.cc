#include "privacy/policy/glob.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(Glob, StarIsAnyRunAndQuestionMarkOneCharacter) {
  EXPECT_TRUE(GlobMatches("*keepass*", "my keepassxc"));
  EXPECT_TRUE(GlobMatches("a*b*c", "a--b--b--c"));
  EXPECT_FALSE(GlobMatches("a*b*c", "a--b--b"));
  EXPECT_TRUE(GlobMatches("m?ller", "müller"));
  EXPECT_FALSE(GlobMatches("m?ller", "mller"));
  EXPECT_TRUE(GlobMatches("", ""));
  EXPECT_FALSE(GlobMatches("", "x"));
  EXPECT_TRUE(GlobMatches("**", ""));
}

TEST(Glob, FoldingKeepsOffsets) {
  for (const char* text :
       {"ÄÖÜß Straße", "ŁÓDŹ", "ΑΘΗΝΑ", "МОСКВА", "İstanbul", "\xff\xfe broken"}) {
    EXPECT_EQ(FoldCase(text).size(), std::string(text).size()) << text;
  }
  EXPECT_EQ(FoldCase("ÄRZTE МОСКВА Łódź"), "ärzte москва łódź");
}

TEST(Glob, ManyStarsStayFast) {
  const std::string pattern = std::string("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*") + "b";
  EXPECT_FALSE(GlobMatches(pattern, std::string(2048, 'a')));
}

TEST(Glob, EmptyListMatchesNothing) {
  EXPECT_FALSE(GlobList().Matches(""));
  EXPECT_TRUE(GlobList({"Foo*"}).Matches("foobar"));
}

}  // namespace
}  // namespace adit
