// What detectors ask a scanned text for, compared with plain ways to say the same.
#include "privacy/detect/scanned_text.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/random.h"
#include "privacy/detect/ending_set.h"
#include "privacy/detect/number_format.h"

namespace adit {
namespace {

TEST(ScannedText, TokensAreFoundFromAnyOffsetInAnyOrder) {
  std::string text;
  SeededRandom random(3);
  for (int i = 0; i < 300; ++i) text += (i % 3 == 0 ? "12 " : "word, ") + std::string(i % 5, ' ');
  ScannedText scanned;
  ASSERT_TRUE(scanned.Scan(text, {}));
  const auto tokens = scanned.tokens();
  ASSERT_EQ(tokens.size(), 300u);
  for (int i = 0; i < 20'000; ++i) {
    const size_t offset = random.Below(text.size() + 10);
    size_t expected = 0;
    while (expected < tokens.size() && tokens[expected].begin < offset) ++expected;
    ASSERT_EQ(scanned.TokenAt(offset), expected) << offset;
  }
  // A shorter text after a longer one: what was found last lies past its end.
  ASSERT_TRUE(scanned.Scan("one two", {}));
  EXPECT_EQ(scanned.TokenAt(4), 1u);
  EXPECT_EQ(scanned.TokenAt(100), 2u);
}

TEST(ScannedText, ContextIsThereOrNotAsItsWordsSay) {
  ScannedText scanned;
  ASSERT_TRUE(scanned.Scan("telefon 030 901820 and nothing else", {}));
  EXPECT_TRUE(scanned.HasContextNear(kCtxPhone, 8, 18));
  EXPECT_FALSE(scanned.HasContextNear(kCtxIban, 8, 18));
  EXPECT_FALSE(scanned.HasContextNear(kCtxPhone, 0, 7, 1, 0));
  ASSERT_TRUE(scanned.Scan("030 901820", {.label = "Telefon"}));
  EXPECT_TRUE(scanned.HasContextNear(kCtxPhone, 0, 10));
}

TEST(ScannedText, FormsReadTheSameWithDigitsKnownBefore) {
  SeededRandom random(9);
  for (int i = 0; i < 200'000; ++i) {
    const auto formats = AllNumberFormats();
    const NumberFormat& format = *formats[random.Below(formats.size())];
    const std::string_view mask = format.forms[random.Below(format.forms.size())].mask;
    std::string text;
    for (const char wanted : mask) {
      const char kinds[] = {static_cast<char>('0' + random.Below(10)), 'A', 'q', '-', ' '};
      if (wanted == '_' || wanted == '!') {
        if (random.Chance(0.5)) text += kinds[random.Below(5)];
      } else if (wanted == '9' || random.Chance(0.5)) {
        text += random.Chance(0.97) ? kinds[0] : kinds[random.Below(5)];
      } else {
        text += random.Chance(0.5) ? wanted : kinds[random.Below(5)];
      }
    }
    size_t known = 0;
    while (known < mask.size() && known < text.size() && mask[known] == '9' &&
           IsDigit(text[known]))
      ++known;
    CompactNumber plain;
    CompactNumber quick;
    const size_t end = MatchForm(text, 0, mask, plain);
    ASSERT_EQ(MatchForm(text, 0, mask, quick, known), end) << mask << " " << text;
    if (end == 0) continue;
    EXPECT_EQ(plain.view(), quick.view()) << mask << " " << text;
    EXPECT_EQ(plain.separated, quick.separated) << mask << " " << text;
  }
}

TEST(EndingSet, EndsAsEachOfItsEndingsDoes) {
  static constexpr std::string_view kWords[] = {"ova", "a", "ski", "опа", "ski"};
  static constexpr EndingSet kSet(kWords);
  EXPECT_TRUE(kSet.Ends("kowalski", 3));
  EXPECT_TRUE(kSet.Ends("xa", 1));
  EXPECT_FALSE(kSet.Ends("a", 1));
  EXPECT_FALSE(kSet.Ends("", 0));
  EXPECT_FALSE(kSet.Ends("kowalsk", 0));
  EXPECT_TRUE(kSet.Ends("европа", 2));
  EXPECT_FALSE(kSet.Ends("xski", 2));
}

}  // namespace
}  // namespace adit
