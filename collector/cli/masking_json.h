// JSON of `adit mask` and `adit evaluate-masking` (docs/formats/masking.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "privacy/detect/finding.h"

namespace adit::cli {

// Offsets in Unicode code points, as in the formats; end is exclusive.
struct LabelledSpan {
  size_t start = 0;
  size_t end = 0;
  // Nothing: a kind of text that is not counted among the types (ages, titles, dates).
  std::optional<FindingType> type;
  double score = 0;
  std::string rule;
  std::string country;
};

struct LabelledText {
  std::string id;
  std::string text;   // empty in an output line
  std::string field;  // "window_title", …
  std::string label;
  std::string app;
  std::string masked;
  std::vector<LabelledSpan> spans;
};

// One line {"id", "text", "field", "context": {"label", "app"}, "spans": […]}; everything but "text" (or
// "masked") is optional. `where` names file and line in messages.
[[nodiscard]] Result<LabelledText> ParseLabelledLine(std::string_view line, const std::string& where);
// JSON lines, or the JSON array of presidio-research ("full_text", "spans" with "entity_type").
[[nodiscard]] Result<std::vector<LabelledText>> ParseLabelledFile(std::string_view content,
                                                                  const std::string& path);
// {"id", "masked", "spans"}; one line without its end.
[[nodiscard]] std::string MaskedLine(const LabelledText& text, bool with_spans);

}  // namespace adit::cli
