// Two envelopes under one number may hold the same events: a disk put back to a snapshot ends the file
// that was open then a second time, with other bytes. The events are stored once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "collector/store/event_block.h"
#include "collector/store/sqlite_connection.h"

namespace adit {

// `events` without those that are in the incarnation's blocks or in `waiting` (not yet in a block),
// equal in every field. Events of another history under the same numbers stay.
[[nodiscard]] Result<std::vector<BlockEvent>> WithoutStoredEvents(
    SqliteConnection& database, int64_t incarnation_ordinal, std::span<const BlockEvent> waiting,
    std::span<const BlockEvent> events);

}  // namespace adit
