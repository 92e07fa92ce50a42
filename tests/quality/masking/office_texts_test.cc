// Floors on generated sentences, forms and mails of offices in twelve languages. Names and streets
// come from lists that the product's tables do not come from, and the sentences from a set that
// rules were not tuned on.
#include <gtest/gtest.h>

#include "collector/cli/masking_score.h"
#include "collector/cli/offline_masking.h"
#include "tests/quality/masking/generated_texts.h"

namespace adit::cli {
namespace {

MaskingScore Score(const std::string& arguments) {
  const std::string content =
      GeneratedTexts("documents/document_corpus.py", "--split test " + arguments);
  if (content.empty()) return {};
  auto truth = ParseLabelledFile(content, "generated");
  EXPECT_TRUE(truth.ok()) << truth.status().message();
  if (!truth.ok()) return {};
  OfflineMasking masking(Policy::Default(), false);
  std::vector<LabelledText> out = *truth;
  for (LabelledText& text : out) masking.Mask(text);
  return ScoreMasking(*truth, out);
}

TEST(OfficeTexts, AllLanguagesTogetherReachTheFloors) {
  const MaskingScore score = Score("--count 4000");
  if (score.all.truth == 0)
    GTEST_SKIP() << "python3-yaml, python3-stdnum and ruby-faker are needed to generate the texts";
  const auto expect = [&](FindingType type, double recall, double precision) {
    const TypeScore& found = score.types[static_cast<size_t>(type)];
    EXPECT_GE(found.recall(), recall) << FindingTypeName(type);
    EXPECT_GE(found.precision(), precision) << FindingTypeName(type);
  };
  expect(FindingType::kPerson, 0.92, 0.97);
  expect(FindingType::kAddress, 0.95, 0.97);
  expect(FindingType::kPhone, 0.91, 0.98);
  expect(FindingType::kDateOfBirth, 0.96, 0.98);
  expect(FindingType::kUsername, 0.97, 0.97);
  expect(FindingType::kEmail, 0.99, 0.99);
  expect(FindingType::kIban, 0.99, 0.99);
  expect(FindingType::kCard, 0.99, 0.99);
  expect(FindingType::kIp, 0.99, 0.99);
  EXPECT_GE(score.all.f(2), 0.95);
  EXPECT_LE(score.false_hits_per_1000_tokens(), 1.0);
}

// No language may be left behind; what is masked under another name counts.
TEST(OfficeTexts, EachLanguageIsMasked) {
  for (const char* language :
       {"en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv", "da", "nb", "fi"}) {
    const MaskingScore score = Score(std::string("--count 500 --language ") + language);
    if (score.all.truth == 0)
      GTEST_SKIP()
          << "python3-yaml, python3-stdnum and ruby-faker are needed to generate the texts";
    EXPECT_GE(static_cast<double>(score.all.truth_masked),
              0.92 * static_cast<double>(score.all.truth))
        << language;
  }
}

}  // namespace
}  // namespace adit::cli
