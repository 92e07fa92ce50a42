// Slight routines: repeats too small to be ranked, published as far as enough people do them.
#pragma once

#include <vector>

#include "collector/jobs/group_gate.h"
#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "collector/store/control_store.h"

namespace adit {

// Appends a document of kind "slight" for each of Discovery::review that enough people do, in its
// order. Who walked which variant is no longer known for them, so no variant and no way is told:
// only steps that enough people have done, each by itself, in their mean order. One without such a
// step is left out.
void AddSlightDocuments(const EventLog& log, const Discovery& discovery, const GroupGate& gate,
                        std::vector<RunDocument>& documents);

}  // namespace adit
