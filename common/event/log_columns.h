// LogColumns: an event as the columns of a UI log (app, window, element, action, value), the form in
// which any recorder's log can be mined.
#pragma once

#include <string>

#include "common/event/event_record.h"

namespace adit {

struct LogColumns {
  std::string app;
  std::string window;   // the URL or path template where there is one, else the title
  std::string element;  // label, else developer's id, else role; for a command its chord
  std::string action;   // ActionTypeName()
  std::string value;    // content fingerprint, 16 hex digits, or ""
};

// One mapping for the store, the simulation and the exports, so that offline and collected logs of the
// same work are mined alike.
[[nodiscard]] LogColumns ToLogColumns(const EventRecord& record);

}  // namespace adit
