// ReadTextFile: a text file, plain or gzip (RFC 1952), read whole and bounded.
#pragma once

#include <string>

#include "common/base/status.h"

namespace adit::cli {

// Bytes after unpacking; more is refused (a gzip bomb too).
inline constexpr size_t kMaxTextFileBytes = size_t{512} << 20;

[[nodiscard]] Result<std::string> ReadTextFile(const std::string& path);

}  // namespace adit::cli
