// Floors on presidio-research's synthetic texts (synth_dataset_v2, MIT licence; not part of this tree).
#include <gtest/gtest.h>

#include "collector/cli/gzip_text.h"
#include "tests/quality/masking/score_texts.h"
#include "tests/quality/masking/shared_files.h"

namespace adit::cli {
namespace {

TEST(SyntheticTexts, ReachTheFloors) {
  const std::string path = SharedFile("data/pii/presidio_synth_v2.json.gz");
  Result<std::string> content = ReadTextFile(path);
  if (!content.ok()) GTEST_SKIP() << "no labelled texts: " << content.status().message();
  auto truth = ParseLabelledFile(*content, path);
  ASSERT_TRUE(truth.ok()) << truth.status().message();
  ScoreOptions options;
  // USERNAME and DATE_OF_BIRTH are not labelled there.
  options.counted = {FindingType::kPerson, FindingType::kEmail, FindingType::kPhone, FindingType::kAddress,
                     FindingType::kCard, FindingType::kIban, FindingType::kIp, FindingType::kNationalId,
                     FindingType::kDriverLicense};
  const MaskingScore score = ScoreTexts(*truth, options);
  ExpectAtLeast(score, FindingType::kCard, 0.99, 0.98);
  ExpectAtLeast(score, FindingType::kIban, 0.99, 0.98);
  ExpectAtLeast(score, FindingType::kEmail, 0.99, 0.98);
  ExpectAtLeast(score, FindingType::kIp, 0.99, 0.98);
  ExpectAtLeast(score, FindingType::kNationalId, 0.99, 0.98);
  ExpectAtLeast(score, FindingType::kPhone, 0.95, 0.95);
  ExpectAtLeast(score, FindingType::kPerson, 0.89, 0.855);
  ExpectAtLeast(score, FindingType::kAddress, 0.77, 0.90);
  EXPECT_GE(score.all.f(2), 0.875);
}

}  // namespace
}  // namespace adit::cli
