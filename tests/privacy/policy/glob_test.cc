#include "privacy/policy/glob.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "common/base/random.h"

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

TEST(Glob, ListsAgreeWithThePlainWalk) {
  SeededRandom random(5);
  const auto text_of = [&random](std::string_view letters, size_t most) {
    std::string text;
    for (size_t n = random.Below(most + 1); n > 0; --n)
      text += letters[random.Below(letters.size())];
    return text;
  };
  size_t matches = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string pattern = text_of("**ab?", 6);
    const std::string text = text_of("ab", 7);
    const bool expected = GlobMatches(pattern, text);
    ASSERT_EQ(GlobList({pattern}).Matches(text), expected) << pattern << " on " << text;
    matches += expected ? 1 : 0;
  }
  EXPECT_GT(matches, 10'000U);
}

TEST(Glob, EmptyListMatchesNothing) {
  EXPECT_FALSE(GlobList().Matches(""));
  EXPECT_TRUE(GlobList({"Foo*"}).Matches("foobar"));
}

}  // namespace
}  // namespace adit
