// OCEL: discovered instances as an object-centric event log, OCEL 2.0 JSON (ocel-standard.org, 2023).
#pragma once

#include "collector/export/text_sink.h"
#include "collector/export/traces.h"

namespace adit {

// Event types are action names; objects are task instances, routines, people (pseudonyms) and
// applications, joined by the qualifiers part_of, performed_by and in; an instance belongs to its
// routine. Values are texts, as the published schema wants them. Memory grows with the objects, not
// with the events. kInvalidArgument when the log has no times: the format needs one an event.
[[nodiscard]] Status WriteOcel(const EventLog& log, const Discovery& discovery,
                               const ExportSelection& selection, const TextSink& sink);

}  // namespace adit
