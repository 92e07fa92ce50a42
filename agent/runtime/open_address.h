// OpenAddress: shows a page in the person's own browser.
#pragma once

#include <string>

#include "common/base/status.h"

namespace adit {

// Starts the system's handler of web addresses and does not wait for it. kInvalidArgument for
// anything but https; kUnavailable when there is no such handler.
[[nodiscard]] Status OpenAddress(const std::string& url);

}  // namespace adit
