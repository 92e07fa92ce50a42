// Floors on generated UI text in eight languages: window titles, labels, URLs and file names.
#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "collector/cli/masking_score.h"
#include "collector/cli/offline_masking.h"

namespace adit::cli {
namespace {

std::string Generate() {
  const std::string command = "/usr/bin/python3 " ADIT_SOURCE_DIR
                              "/tests/quality/ui_text/ui_text_corpus.py --split test --count 6000 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  char block[8192];
  for (size_t size; (size = fread(block, 1, sizeof block, pipe)) > 0;) output.append(block, size);
  return pclose(pipe) == 0 ? output : std::string();
}

TEST(UiText, RecallAndFalseHitsReachTheFloors) {
  const std::string content = Generate();
  if (content.empty()) GTEST_SKIP() << "python3 with the fake-factory package is needed to generate the texts";
  auto truth = ParseLabelledFile(content, "generated");
  ASSERT_TRUE(truth.ok()) << truth.status().message();
  OfflineMasking masking(Policy::Default(), false);
  std::vector<LabelledText> out = *truth;
  for (LabelledText& text : out) masking.Mask(text);
  const MaskingScore score = ScoreMasking(*truth, out);
  EXPECT_GE(static_cast<double>(score.all.truth_masked), 0.98 * static_cast<double>(score.all.truth));
  EXPECT_LE(score.false_hits_per_1000_tokens(), 3.0);
}

}  // namespace
}  // namespace adit::cli
