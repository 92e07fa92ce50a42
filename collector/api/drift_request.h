// ReadDriftRequest: the two periods that a run is asked to compare.
#pragma once

#include <optional>
#include <string>

#include "collector/opportunity/drift.h"
#include "common/base/status.h"

namespace adit::api {

// {"compare": {"before": {"from", "until"}, "now": {"from", "until"}}}, times as RFC 3339 or dates;
// nothing for an empty body or an object without "compare". kInvalidArgument names the member that
// is wrong: a time that is none, a period that ends before it begins, periods that overlap.
[[nodiscard]] Result<std::optional<DriftPeriods>> ReadDriftRequest(const std::string& body);

}  // namespace adit::api
