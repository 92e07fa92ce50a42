// Policy stages as the API takes and tells them.
#pragma once

#include <string>

#include "collector/api/context.h"

namespace adit::api {

// {"percent": 10, "groups": ["finance"]}; no groups: all. kInvalidArgument names the member that is
// wrong.
[[nodiscard]] Result<PolicyStage> ReadPolicyStage(const std::string& body);
// "10 % of finance, sales", for the audit.
[[nodiscard]] std::string DescribeStage(const PolicyStage& stage);
// The stage there is and how far it has come, as JSON; "null" where there is none.
[[nodiscard]] Result<std::string> PolicyStageJson(ApiContext& context);

}  // namespace adit::api
