// The policy built into every program: privacy/policy/default_policy.json, embedded at build.
#pragma once

#include <string_view>

namespace adit {

[[nodiscard]] std::string_view DefaultPolicyText();

}  // namespace adit
