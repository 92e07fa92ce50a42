// OpenSslFailure: OpenSSL's error queue as a Status.
#pragma once

#include <string_view>

#include "common/base/status.h"

namespace adit::crypto {

// kInternal unless said otherwise, "what: reason"; empties the queue of this thread.
[[nodiscard]] Status OpenSslFailure(std::string_view what,
                                    StatusCode code = StatusCode::kInternal);

}  // namespace adit::crypto
