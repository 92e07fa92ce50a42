#include "collector/export/traces.h"

#include <vector>

namespace adit {

Status ForEachTraceEvent(const EventLog& log, const Discovery& discovery,
                         const ExportSelection& selection,
                         const std::function<Status(const TraceEvent&)>& visit) {
  const bool all = selection.routine == UINT32_MAX;
  if (!all && selection.routine >= discovery.routines.size()) {
    return InvalidArgument("there is no routine " + std::to_string(selection.routine) + "; there are " +
                           std::to_string(discovery.routines.size()) + ", counted from 0");
  }
  std::vector<std::vector<uint32_t>> by_routine(discovery.routines.size());
  for (uint32_t i = 0; i < discovery.instances.size(); ++i) {
    const uint32_t routine = discovery.instances[i].routine;
    if (all || routine == selection.routine) by_routine[routine].push_back(i);
  }
  for (uint32_t r = 0; r < by_routine.size(); ++r) {
    uint64_t number = 0;
    for (const uint32_t i : by_routine[r]) {
      const Instance& instance = discovery.instances[i];
      TraceEvent event;
      event.instance = &instance;
      event.routine = &discovery.routines[r];
      event.case_id = discovery.routines[r].key + "-" + std::to_string(++number);
      event.user = log.strings.At(instance.user);
      for (size_t k = 0; k < instance.events.size(); ++k) {
        const uint32_t position = instance.events[k];
        event.activity = &discovery.activities[discovery.event_activity[position]];
        event.time_us = log.events[position].time_us;
        event.first = k == 0;
        event.last = k + 1 == instance.events.size();
        ADIT_RETURN_IF_ERROR(visit(event));
      }
    }
  }
  return OkStatus();
}

}  // namespace adit
