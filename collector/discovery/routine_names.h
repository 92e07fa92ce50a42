// Names for activities and routines, from the words that the screens themselves show.
#pragma once

#include <string>

#include "collector/model/routine.h"

namespace adit {

// "ERP: edit Customer", "Excel: Sheet1", "approve" – as much as the log has; at most 120 bytes.
[[nodiscard]] std::string ActivityName(const Activity& activity);

// "Excel → Chrome: SingleLine … Submit": the applications in order of first use, where it begins
// and where it ends, by the steps whose control or screen still has a name after masking; where
// none has, what is done: "Excel: copy, paste, Ctrl+S".
[[nodiscard]] std::string RoutineName(const Discovery& discovery, const Routine& routine);

}  // namespace adit
