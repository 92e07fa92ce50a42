// The order of each person's events.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/model/event_log.h"

namespace adit {

struct PersonOrder {
  std::vector<uint32_t> order;   // positions in the log, by person, then order
  std::vector<uint32_t> user;    // of each event of the log, filled in where it was missing
  std::vector<uint32_t> begins;  // where each person begins in `order`, and the end
  bool times_usable = false;     // times exist and agree with the order
};

// A person's numbers (LogEvent::sequence) are the order where they are distinct; else times are,
// numbers deciding ties. Times that go backwards in more than one pair of neighbours in fifty are
// not used.
[[nodiscard]] PersonOrder OrderByPerson(const EventLog& log, bool ignore_time);

}  // namespace adit
