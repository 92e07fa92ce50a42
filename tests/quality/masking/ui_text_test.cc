// Floors on generated UI text in eight languages: window titles, labels, URLs and file names, with
// names from lists that the product does not use.
#include <gtest/gtest.h>

#include "tests/quality/masking/score_texts.h"

namespace adit::cli {
namespace {

TEST(UiText, RecallAndFalseHitsReachTheFloors) {
  const MaskingScore score =
      ScoreGenerated("ui_text/ui_text_corpus.py", "--split test --count 6000");
  if (score.all.truth == 0)
    GTEST_SKIP() << "python3-yaml and ruby-faker are needed to generate the texts";
  EXPECT_GE(static_cast<double>(score.all.truth_masked),
            0.98 * static_cast<double>(score.all.truth));
  EXPECT_LE(score.false_hits_per_1000_tokens(), 3.0);
}

// The product's own lists of ordinary words do not come from these programs.
TEST(UiText, RealInterfacesOfThirtyFourLanguagesHaveFewFalseHits) {
  const std::string content = GeneratedTexts("ui_text/installed_catalogs.py", "");
  const auto texts = ParseLabelledFile(content, "catalogs");
  ASSERT_TRUE(texts.ok()) << texts.status().message();
  if (texts->size() < 20'000) GTEST_SKIP() << "translations of desktop programs are not installed";
  EXPECT_LE(ScoreTexts(*texts).false_hits_per_1000_tokens(), 2.2);
}

}  // namespace
}  // namespace adit::cli
