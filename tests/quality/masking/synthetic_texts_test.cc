// Floors on presidio-research's synthetic texts (synth_dataset_v2, MIT licence; not part of this tree).
#include <gtest/gtest.h>

#include "collector/cli/gzip_text.h"
#include "collector/cli/masking_score.h"
#include "collector/cli/offline_masking.h"
#include "tests/quality/masking/shared_files.h"

namespace adit::cli {
namespace {

TEST(SyntheticTexts, ReachTheFloors) {
  const std::string path = SharedFile("data/pii/presidio_synth_v2.json.gz");
  Result<std::string> content = ReadTextFile(path);
  if (!content.ok()) GTEST_SKIP() << "no labelled texts: " << content.status().message();
  auto truth = ParseLabelledFile(*content, path);
  ASSERT_TRUE(truth.ok()) << truth.status().message();
  OfflineMasking masking(Policy::Default(), false);
  std::vector<LabelledText> out = *truth;
  for (LabelledText& text : out) masking.Mask(text);
  ScoreOptions options;
  // USERNAME and DATE_OF_BIRTH are not labelled there.
  options.counted = {FindingType::kPerson, FindingType::kEmail, FindingType::kPhone, FindingType::kAddress,
                     FindingType::kCard, FindingType::kIban, FindingType::kIp, FindingType::kNationalId,
                     FindingType::kDriverLicense};
  const MaskingScore score = ScoreMasking(*truth, out, options);
  const auto expect = [&](FindingType type, double recall, double precision) {
    const TypeScore& found = score.types[static_cast<size_t>(type)];
    EXPECT_GE(found.recall(), recall) << FindingTypeName(type);
    EXPECT_GE(found.precision(), precision) << FindingTypeName(type);
  };
  expect(FindingType::kCard, 0.99, 0.98);
  expect(FindingType::kIban, 0.99, 0.98);
  expect(FindingType::kEmail, 0.99, 0.98);
  expect(FindingType::kIp, 0.99, 0.98);
  expect(FindingType::kNationalId, 0.99, 0.98);
  expect(FindingType::kPhone, 0.95, 0.95);
  expect(FindingType::kPerson, 0.86, 0.85);
  expect(FindingType::kAddress, 0.77, 0.90);
  EXPECT_GE(score.all.f(2), 0.87);
}

}  // namespace
}  // namespace adit::cli
