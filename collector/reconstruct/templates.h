// Templates: which parts of titles, URLs and element names vary with the case at hand.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/model/event_log.h"

namespace adit {

// A text as it was met: by whom to group (an application, or application and window), where in the log.
struct TemplateUse {
  uint32_t group = 0;
  uint32_t text = 0;      // string number in `texts`
  uint32_t position = 0;  // ascending
};

// For each use the string number of its template in `out` (the text itself where nothing varies). A part
// varies when many texts of one group differ in it alone and each is met in few places: its digits, or one
// of the stretches between separators. No language, no list of words.
[[nodiscard]] std::vector<uint32_t> LearnTemplates(const StringTable& texts,
                                                   const std::vector<TemplateUse>& uses, StringTable& out);

}  // namespace adit
