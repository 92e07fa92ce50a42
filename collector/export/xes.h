// XES: discovered instances as an event log by IEEE 1849-2016, for ProM, PM4Py, Disco, Apromore.
#pragma once

#include "collector/export/text_sink.h"
#include "collector/export/traces.h"

namespace adit {

// One trace an instance with concept:name, the routine's name and key, its confidence and variant; one
// event an activity with concept:name, time:timestamp, org:resource (pseudonym),
// lifecycle:transition=complete and the application, window and element. Streaming: memory does not
// grow with the log.
[[nodiscard]] Status WriteXes(const EventLog& log, const Discovery& discovery,
                              const ExportSelection& selection, const TextSink& sink);

}  // namespace adit
