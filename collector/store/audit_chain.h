// The audit chain of a database that somebody else may be writing to.
#pragma once

#include <cstdint>

#include "collector/store/sqlite_connection.h"
#include "common/base/status.h"

namespace adit {

// How many entries there are; kDataLoss naming the first that does not follow from the one before.
[[nodiscard]] Result<int64_t> VerifyAuditChain(SqliteConnection& database);

}  // namespace adit
