// TextSink: where an exporter writes, so that a large log goes to a file or a connection in pieces.
#pragma once

#include <functional>
#include <string_view>

#include "common/base/status.h"

namespace adit {

// Called with consecutive pieces of the output; the first failure ends the export and is returned.
using TextSink = std::function<Status(std::string_view piece)>;

}  // namespace adit
