// RunNews: what a run says that the run before did not, as messages for other systems.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/store/control_store.h"

namespace adit {

struct RunNewsItem {
  std::string event;      // "opportunity.new", "routine.drift", "routine.exceptions"
  std::string data_json;  // an object
};

// What a run found, as the group gate lets it out.
struct RunFindings {
  std::vector<RunDocument> rows;   // kind "opportunity"
  std::vector<RunDocument> drift;  // kind "drift"
};

// In the order of `now`. A change that the run before told already is no news, so that each is told
// once while the days it shows in pass by. With nothing before everything would be new: nothing is
// said.
[[nodiscard]] std::vector<RunNewsItem> CompareRuns(const RunFindings& before,
                                                   const RunFindings& now, int64_t run);

}  // namespace adit
