// Scores of masking against labelled texts: precision, recall, F1, F2 per type, leaked characters,
// false hits per 1,000 tokens.
#pragma once

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "collector/cli/masking_json.h"

namespace adit::cli {

struct TypeScore {
  size_t truth = 0;         // labelled spans
  size_t found = 0;         // spans given
  size_t truth_matched = 0; // labelled spans that a span of the same type matches
  size_t found_matched = 0;
  size_t truth_masked = 0;  // labelled spans covered wholly, by whatever type

  [[nodiscard]] double precision() const;
  [[nodiscard]] double recall() const;
  // beta 1 or 2; 0 when there is nothing.
  [[nodiscard]] double f(double beta) const;
};

struct MaskingScore {
  std::array<TypeScore, kFindingTypeCount> types;
  TypeScore all;                  // the counted types together
  size_t truth_characters = 0;    // of the counted types
  size_t leaked_characters = 0;   // of those, covered by no span
  size_t false_hits = 0;          // spans that touch no labelled span of any kind
  size_t tokens = 0;              // stretches between white space
  [[nodiscard]] double false_hits_per_1000_tokens() const;
};

struct ScoreOptions {
  // Types whose spans count; the others are only shown. Default: all but LOCATION and ORGANIZATION.
  std::set<FindingType> counted = DefaultCounted();
  // A span matches when intersection over union reaches this.
  double iou = 0.5;
  [[nodiscard]] static std::set<FindingType> DefaultCounted();
};

// Parts of one address that only separators divide ("12 Main St, 4711") are one, on both sides.
// REQUIRES: truth and masked have equal sizes and order.
[[nodiscard]] MaskingScore ScoreMasking(const std::vector<LabelledText>& truth,
                                        const std::vector<LabelledText>& masked,
                                        const ScoreOptions& options = {});

}  // namespace adit::cli
