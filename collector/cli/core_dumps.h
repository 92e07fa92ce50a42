// No core dumps of a process that holds keys and opened envelopes, whoever started it.
#pragma once

#include "common/base/status.h"

namespace adit::cli {

[[nodiscard]] Status SwitchOffCoreDumps();

}  // namespace adit::cli
