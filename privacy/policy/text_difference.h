// Lines that only one of two texts has: what changes between two renderings of a policy.
#pragma once

#include <string>
#include <vector>

namespace adit {

// Lines of `first` that stand nowhere in `second`, in their order; empty lines are left out.
[[nodiscard]] std::vector<std::string> LinesOnlyIn(const std::string& first,
                                                   const std::string& second);

}  // namespace adit
