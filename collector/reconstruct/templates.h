// Templates: which parts of titles, URLs and element names vary with the case at hand.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/model/event_log.h"

namespace adit {

// A text as it was met: by whom to group (an application, or application and window), where in the
// log.
struct TemplateUse {
  uint32_t group = 0;
  uint32_t text = 0;         // string number in `texts`
  uint32_t position = 0;     // ascending
  uint32_t detail = 0;       // a number for what was done there
  uint32_t detail_text = 0;  // string number of what it was done to
};

struct Templates {
  std::vector<uint32_t> of_use;       // string number in `out` of each use's template
  std::vector<uint32_t> text_of_use;  // a number for each distinct (group, text)
  std::vector<std::vector<uint32_t>>
      keys;  // of each such text: what its variable parts hold, numbers in `out`
};

// The template is the text itself where nothing varies. A part varies when many texts of one group
// differ in it alone and each is met in few places: its digits, or one of the stretches between
// separators; or when nothing that surrounds its values tells them apart (slot_values.h).
// Pseudonyms of our own masking
// ("<IBAN:3f2a9c>") always vary. No language, no list of words.
[[nodiscard]] Templates LearnTemplates(const StringTable& texts,
                                       const std::vector<TemplateUse>& uses, StringTable& out);

}  // namespace adit
