// Handovers: work that one person begins and another goes on with, seen by identifiers both met.
#pragma once

#include "collector/model/event_log.h"
#include "collector/model/routine.h"

namespace adit {

// Fills handovers, handover_users and handed_over of every routine from its instances. An identifier
// hands over when another person met it last, in another instance; values that many instances share
// (codes, fixed texts) hand nothing over. REQUIRES: instances and event_activity are filled.
void FindHandovers(const EventLog& log, Discovery& discovery);

}  // namespace adit
