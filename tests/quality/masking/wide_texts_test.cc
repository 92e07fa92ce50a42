// Floors on further written texts: window titles, labels, file names, addresses, logs, forms and
// mails of forty languages, official numbers of all countries with valid check digits:
// tests/quality/wide_texts. Rules were generalised from the errors of development.tsv alone.
#include <gtest/gtest.h>

#include "tests/quality/masking/score_texts.h"

namespace adit::cli {
namespace {

MaskingScore Score(const std::string& half) {
  return ScoreGenerated("wide_texts/wide_texts.py", "--half " + half);
}

TEST(WideTexts, HeldOutHalfReachesTheFloors) {
  const MaskingScore score = Score("held_out");
  if (score.all.truth == 0) GTEST_SKIP() << "python3-stdnum is needed to draw the numbers";
  ExpectAtLeast(score, FindingType::kPerson, 0.88, 0.90);
  ExpectAtLeast(score, FindingType::kAddress, 0.85, 0.90);
  ExpectAtLeast(score, FindingType::kPhone, 0.95, 0.95);
  ExpectAtLeast(score, FindingType::kNationalId, 0.95, 0.90);
  ExpectAtLeast(score, FindingType::kIban, 0.99, 0.99);
  EXPECT_GE(score.all.f(2), 0.90);
  EXPECT_GE(static_cast<double>(score.all.truth_masked),
            0.89 * static_cast<double>(score.all.truth));
  // In texts half of which hold personal data, so that this is no rate of screens (ui_text_test.cc).
  EXPECT_LE(score.false_hits_per_1000_tokens(), 6.0);
}

TEST(WideTexts, DevelopmentHalfStaysLearnt) {
  const MaskingScore score = Score("development");
  if (score.all.truth == 0) GTEST_SKIP() << "python3-stdnum is needed to draw the numbers";
  ExpectAtLeast(score, FindingType::kPerson, 0.88, 0.92);
  EXPECT_GE(score.all.f(2), 0.92);
}

}  // namespace
}  // namespace adit::cli
