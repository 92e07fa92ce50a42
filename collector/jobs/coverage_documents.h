// Coverage: what a run's results rest on: agents, days, hours, gaps and losses, by group of agents.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/jobs/group_gate.h"
#include "collector/model/event_log.h"
#include "collector/store/control_store.h"

namespace adit {

inline constexpr const char* kCoverageKind = "coverage";

// An agent that could have been heard, with or without events.
struct CoveredAgent {
  std::string user;   // as the log names it
  std::string group;
  bool active = true;
  int64_t enrolled_us = 0;
  uint64_t lost_events = 0;     // declared lost
  uint64_t missing_events = 0;  // neither stored nor declared lost
};

// Appends the one document of kind "coverage". A group with events of fewer people than the gate asks
// for is not told; where all that is not told together is that of too few, the smallest told group is
// left out as well, so that nobody is what remains of the sum. A gap is a day without events of an
// agent that was heard before, on which at least half of its group's agents were heard.
// Hours are the time between an agent's events that are at most 15 minutes apart.
void AddCoverageDocument(const EventLog& log, const std::vector<CoveredAgent>& agents,
                         const GroupGate& gate, std::vector<RunDocument>& documents);

}  // namespace adit
