// Floors on chats, titles of documents and messages in forty languages, with names that stand alone and words
// that only look like names: tests/quality/screen_texts. Rules were generalised from the errors of
// development.tsv alone; held_out.tsv was drawn from the same texts before the engine was tried on them.
#include <gtest/gtest.h>

#include "tests/quality/masking/score_texts.h"

namespace adit::cli {
namespace {

MaskingScore Score(const std::string& half) {
  return ScoreGenerated("wide_texts/wide_texts.py", "--folder screen_texts --half " + half);
}

TEST(ScreenTexts, HeldOutHalfReachesTheFloors) {
  const MaskingScore score = Score("held_out");
  if (score.all.truth == 0) GTEST_SKIP() << "python3-stdnum is needed to draw the numbers";
  ExpectAtLeast(score, FindingType::kPerson, 0.72, 0.90);
  ExpectAtLeast(score, FindingType::kAddress, 0.99, 0.99);
  ExpectAtLeast(score, FindingType::kPhone, 0.99, 0.99);
  EXPECT_GE(score.all.f(2), 0.79);
  EXPECT_LE(score.false_hits_per_1000_tokens(), 8.0);
}

TEST(ScreenTexts, DevelopmentHalfStaysLearnt) {
  const MaskingScore score = Score("development");
  if (score.all.truth == 0) GTEST_SKIP() << "python3-stdnum is needed to draw the numbers";
  ExpectAtLeast(score, FindingType::kPerson, 0.89, 0.95);
  EXPECT_GE(score.all.f(2), 0.92);
}

}  // namespace
}  // namespace adit::cli
