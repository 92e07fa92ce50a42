// The tables of the embedded store and the steps from each older version (docs/formats/store.md).
#pragma once

#include "collector/store/sqlite_connection.h"
#include "common/base/status.h"

namespace adit {

// "ADIT" in the database header, so that `file` and we recognise our own.
inline constexpr int kStoreApplicationId = 0x41444954;
inline constexpr int kStoreSchemaVersion = 8;

// Brings a new or older database to kStoreSchemaVersion, one transaction a step.
// kFailedPrecondition when the file was written by a newer program, kInvalidArgument when it is
// somebody else's.
[[nodiscard]] Status MigrateSchema(SqliteConnection& database);

// Checks structure quickly (PRAGMA quick_check, bounded to the first few faults): kDataLoss with
// them.
[[nodiscard]] Status CheckIntegrity(SqliteConnection& database);

}  // namespace adit
