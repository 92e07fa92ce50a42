// A run as the API shows it.
#pragma once

#include <string>

#include "collector/store/control_store.h"

namespace adit::api {

// {"id", "state", "progress", "requested", "finished", "message", "summary", "manifest"}.
[[nodiscard]] std::string RunJson(const RunEntry& run);
// The group size the run's results were made for; 0 for a run without results.
[[nodiscard]] uint32_t MinPeopleOf(const RunEntry& run);

}  // namespace adit::api
