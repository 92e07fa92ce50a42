// Which known name somebody may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adit {

// The known name that fewest changes of a character lead to, the first of equals; empty when more
// than three characters, or half of the name, would have to change.
[[nodiscard]] std::string NearestName(const std::vector<std::string_view>& known,
                                      std::string_view name);

}  // namespace adit
