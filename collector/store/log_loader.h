// From stored blocks to the EventLog that mining reads, and the merging of small blocks.
#pragma once

#include <cstddef>

#include "collector/model/event_log.h"
#include "collector/store/event_store.h"
#include "collector/store/sqlite_connection.h"
#include "collector/store/surface_dictionary.h"

namespace adit {

// See EventStore::LoadLog. Events of an action this program does not know are left out: they are
// kept and shown, never mined.
[[nodiscard]] Result<EventLog> LoadEventLog(SqliteConnection& database,
                                            const SurfaceDictionary& dictionary,
                                            const LogFilter& filter);

// Reads at most `limit` blocks smaller than half of `target` events and writes neighbours of one
// incarnation together, up to `target` events each. REQUIRES: inside a transaction.
[[nodiscard]] Status CompactBlocks(SqliteConnection& database, size_t limit, size_t target,
                                   size_t& replaced);

}  // namespace adit
