// ReadRunRequest: what somebody who starts a run asks of it.
#pragma once

#include <optional>
#include <string>

#include "collector/opportunity/drift.h"
#include "common/base/status.h"

namespace adit::api {

struct RunRequest {
  std::optional<DriftPeriods> compare;  // nothing: the halves of the days with events
  bool full = false;                    // everything is learnt anew
};

// {"compare": {"before": {"from", "until"}, "now": {"from", "until"}}, "full": true}, times as RFC
// 3339 or dates; each member may be missing, and the whole body. kInvalidArgument names the member
// that is wrong: a time that is none, a period that ends before it begins, periods that overlap.
[[nodiscard]] Result<RunRequest> ReadRunRequest(const std::string& body);

}  // namespace adit::api
