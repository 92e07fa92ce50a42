#include "privacy/mask/mask_text.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

Finding At(size_t begin, size_t end, FindingType type) {
  return {.begin = begin, .end = end, .type = type, .score = 1};
}

std::string Masked(std::string_view text, std::vector<Finding> findings, MaskStyle style,
                   const crypto::HashKey* key = nullptr) {
  return MaskText(text, findings, [style](const Finding&) { return style; }, key);
}

TEST(MaskText, EachStyleReplacesTheFindingAlone) {
  const std::string text = "Call +49 30 1234567 now";
  const std::vector<Finding> phone = {At(5, 19, FindingType::kPhone)};
  EXPECT_EQ(Masked(text, phone, MaskStyle::kPlaceholder), "Call <PHONE> now");
  EXPECT_EQ(Masked(text, phone, MaskStyle::kShape), "Call +00 00 0000000 now");
  EXPECT_EQ(Masked(text, phone, MaskStyle::kBucket), "Call <PHONE:8-15> now");
  EXPECT_EQ(Masked(text, phone, MaskStyle::kDrop), "");
  EXPECT_EQ(Masked(text, phone, MaskStyle::kPseudonym), "Call <PHONE> now") << "no key, no pseudonym";
  crypto::HashKey key;
  const std::string keyed = Masked(text, phone, MaskStyle::kPseudonym, &key);
  EXPECT_EQ(keyed.size(), std::string("Call <PHONE:> now").size() + 20);
}

TEST(MaskText, ShapeKeepsNoLetterOfAnyScript) {
  const std::string text = "Jörg Ωμ-7";
  EXPECT_EQ(Masked(text, {At(0, text.size(), FindingType::kPerson)}, MaskStyle::kShape), "Xxxx xx-0");
}

TEST(MaskText, SeveralFindingsKeepTheTextBetween) {
  EXPECT_EQ(Masked("a@b.de, c@d.fr!", {At(0, 6, FindingType::kEmail), At(8, 14, FindingType::kEmail)},
                   MaskStyle::kPlaceholder),
            "<EMAIL>, <EMAIL>!");
}

}  // namespace
}  // namespace adit
