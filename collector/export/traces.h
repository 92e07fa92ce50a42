// Traces: the instances of a discovery as cases of an event log, the view that all exports share.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "common/base/status.h"

namespace adit {

// What of a discovery is exported.
struct ExportSelection {
  uint32_t routine = UINT32_MAX;  // one routine, or all
};

// One event of a case. Views live during the call.
struct TraceEvent {
  const Activity* activity = nullptr;
  const Instance* instance = nullptr;
  const Routine* routine = nullptr;
  std::string case_id;      // "<routine key>-<number>", the same in every export of a run
  std::string user;         // pseudonym
  int64_t time_us = kNoTime;
  bool first = false;       // of its case
  bool last = false;
};

// Calls `visit` for each event of each selected instance, case by case in order of routine and time.
// kInvalidArgument when the selected routine does not exist.
[[nodiscard]] Status ForEachTraceEvent(const EventLog& log, const Discovery& discovery,
                                       const ExportSelection& selection,
                                       const std::function<Status(const TraceEvent&)>& visit);

}  // namespace adit
