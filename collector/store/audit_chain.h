// The audit chain of a database that somebody else may be writing to.
#pragma once

#include <cstdint>

#include "collector/store/control_store.h"
#include "collector/store/sqlite_connection.h"
#include "common/base/status.h"

namespace adit {

// Digest of an entry: BLAKE2b-256 over the digest of the one before and its own fields, each text
// with its length before it. `entry.hash` is not read.
[[nodiscard]] Digest32 AuditEntryDigest(const Digest32& previous, const AuditEntry& entry);

// How many entries there are; kDataLoss naming the first that does not follow from the one before
// or is not what a kept checkpoint says, and the first checkpoint that is not signed.
[[nodiscard]] Result<int64_t> VerifyAuditChain(SqliteConnection& database);

}  // namespace adit
