// Instance documents: single executions of a routine, each told only where enough people's look alike.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "collector/jobs/group_gate.h"
#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "collector/store/control_store.h"

namespace adit {

// Most instances of one routine that are kept, newest periods first.
inline constexpr size_t kMaxListedInstances = 500;

// The kind under which a routine's instances are stored.
[[nodiscard]] std::string InstanceKind(const std::string& routine_key);

// Appends a document for each instance of the published routines that may be told. Told are its way,
// the day it was done on and how long each step came after the first, in whole seconds; no person,
// no session, no time of day, no value. The day is told where enough people went this very way on it;
// else the week, else no time at all; who is left of fewer people is left out. `people` of a document
// is the number of people whose instances look like it. Within a period instances stand in the order
// of their durations: none follows from the one before.
void AddInstanceDocuments(const EventLog& log, const Discovery& discovery, const GroupGate& gate,
                          const std::vector<GroupGate::Gated>& published,
                          std::vector<RunDocument>& documents);

}  // namespace adit
