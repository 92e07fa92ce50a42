// The JSON of drift, as the API serves it and `adit drift` prints it (docs/formats/drift.md): what
// may be told of each routine's two periods.
#pragma once

#include <string>
#include <vector>

#include "collector/jobs/group_gate.h"
#include "collector/model/routine.h"
#include "collector/opportunity/drift.h"
#include "collector/store/control_store.h"

namespace adit {

// {"before": {"from","until","days"}, "now": {…}, "people"}; people null where too few were
// observed in both periods.
[[nodiscard]] std::string DriftPeriodsJson(const DriftReport& report, const GroupGate& gate);

// The same where nothing can be compared: {"reason"}.
[[nodiscard]] std::string NoDriftJson(const Status& why);

// Appends a document of kind "drift" for each of these routines: the figures of both periods and
// what changed. A period that fewer people stand behind than the gate asks for is null, and nothing
// is said to have changed that rests on it. `routines` are those that may be published, in the
// order of the roadmap; those that changed come first.
void AddDriftDocuments(const Discovery& discovery, const DriftReport& report, const GroupGate& gate,
                       const std::vector<GroupGate::Gated>& routines,
                       std::vector<RunDocument>& documents);

}  // namespace adit
