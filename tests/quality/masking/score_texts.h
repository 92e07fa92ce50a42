// Scores of the built-in policy on labelled texts.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "collector/cli/masking_score.h"
#include "collector/cli/offline_masking.h"
#include "tests/quality/masking/generated_texts.h"

namespace adit::cli {

inline MaskingScore ScoreTexts(const std::vector<LabelledText>& truth,
                               const ScoreOptions& options = {}) {
  OfflineMasking masking(Policy::Default(), false);
  std::vector<LabelledText> out = truth;
  for (LabelledText& text : out) masking.Mask(text);
  return ScoreMasking(truth, out, options);
}

// The same for what a generator prints; nothing (truth of zero) when it cannot run.
inline MaskingScore ScoreGenerated(const std::string& script, const std::string& arguments) {
  const std::string content = GeneratedTexts(script, arguments);
  if (content.empty()) return {};
  const auto truth = ParseLabelledFile(content, "generated");
  EXPECT_TRUE(truth.ok()) << truth.status().message();
  return truth.ok() ? ScoreTexts(*truth) : MaskingScore{};
}

inline void ExpectAtLeast(const MaskingScore& score, FindingType type, double recall,
                          double precision) {
  const TypeScore& found = score.types[static_cast<size_t>(type)];
  EXPECT_GE(found.recall(), recall) << FindingTypeName(type);
  EXPECT_GE(found.precision(), precision) << FindingTypeName(type);
}

}  // namespace adit::cli
