// Floors on generated UI text in eight languages: window titles, labels, URLs and file names, with
// names from lists that the product does not use.
#include <gtest/gtest.h>

#include "collector/cli/masking_score.h"
#include "collector/cli/offline_masking.h"
#include "tests/quality/masking/generated_texts.h"

namespace adit::cli {
namespace {

TEST(UiText, RecallAndFalseHitsReachTheFloors) {
  const std::string content =
      GeneratedTexts("ui_text/ui_text_corpus.py", "--split test --count 6000");
  if (content.empty())
    GTEST_SKIP() << "python3-yaml and ruby-faker are needed to generate the texts";
  auto truth = ParseLabelledFile(content, "generated");
  ASSERT_TRUE(truth.ok()) << truth.status().message();
  OfflineMasking masking(Policy::Default(), false);
  std::vector<LabelledText> out = *truth;
  for (LabelledText& text : out) masking.Mask(text);
  const MaskingScore score = ScoreMasking(*truth, out);
  EXPECT_GE(static_cast<double>(score.all.truth_masked),
            0.98 * static_cast<double>(score.all.truth));
  EXPECT_LE(score.false_hits_per_1000_tokens(), 3.0);
}

}  // namespace
}  // namespace adit::cli
