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

// From a fifth of the median duration before.
inline constexpr double kDriftShare = 0.2;
// Of instances, more than before.
inline constexpr double kMoreExceptions = 0.1;

// `before` and `now`: documents of kind "opportunity" as the group gate lets them out, of two runs.
// In the order of `now`. With nothing before everything would be new: nothing is said.
[[nodiscard]] std::vector<RunNewsItem> CompareRuns(const std::vector<RunDocument>& before,
                                                   const std::vector<RunDocument>& now,
                                                   int64_t run);

}  // namespace adit
