// Floors on generated sentences, forms and mails of offices in twelve languages. Names and streets
// come from lists that the product's tables do not come from, and the sentences from a set that
// rules were not tuned on.
#include <gtest/gtest.h>

#include "tests/quality/masking/score_texts.h"

namespace adit::cli {
namespace {

constexpr const char* kMissing =
    "python3-yaml, python3-stdnum and ruby-faker are needed to generate the texts";

MaskingScore Score(const std::string& arguments) {
  return ScoreGenerated("documents/document_corpus.py", "--split test " + arguments);
}

TEST(OfficeTexts, AllLanguagesTogetherReachTheFloors) {
  const MaskingScore score = Score("--count 4000");
  if (score.all.truth == 0) GTEST_SKIP() << kMissing;
  ExpectAtLeast(score, FindingType::kPerson, 0.92, 0.97);
  ExpectAtLeast(score, FindingType::kAddress, 0.95, 0.97);
  ExpectAtLeast(score, FindingType::kPhone, 0.91, 0.98);
  ExpectAtLeast(score, FindingType::kDateOfBirth, 0.96, 0.98);
  ExpectAtLeast(score, FindingType::kUsername, 0.97, 0.97);
  ExpectAtLeast(score, FindingType::kEmail, 0.99, 0.99);
  ExpectAtLeast(score, FindingType::kIban, 0.99, 0.99);
  ExpectAtLeast(score, FindingType::kCard, 0.99, 0.99);
  ExpectAtLeast(score, FindingType::kIp, 0.99, 0.99);
  EXPECT_GE(score.all.f(2), 0.95);
  EXPECT_LE(score.false_hits_per_1000_tokens(), 1.0);
}

// No language may be left behind; what is masked under another name counts.
TEST(OfficeTexts, EachLanguageIsMasked) {
  for (const char* language :
       {"en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv", "da", "nb", "fi"}) {
    const MaskingScore score = Score(std::string("--count 500 --language ") + language);
    if (score.all.truth == 0) GTEST_SKIP() << kMissing;
    EXPECT_GE(static_cast<double>(score.all.truth_masked),
              0.92 * static_cast<double>(score.all.truth))
        << language;
  }
}

}  // namespace
}  // namespace adit::cli
