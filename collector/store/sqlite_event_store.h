// The embedded EventStore.
#pragma once

#include <memory>

#include "collector/store/event_store.h"
#include "collector/store/sqlite_database.h"

namespace adit {

// `database` must outlive the store. Loads the dictionary; kDataLoss when it has gaps.
[[nodiscard]] Result<std::unique_ptr<EventStore>> OpenSqliteEventStore(SqliteDatabase& database);

}  // namespace adit
