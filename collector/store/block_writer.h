// AddBlocks: decoded events into blocks of the database, sealed where there is a vault.
#pragma once

#include <cstdint>
#include <span>

#include "collector/store/event_block.h"
#include "collector/store/sqlite_connection.h"

namespace adit {

struct BlockOwner {
  int64_t agent = 0;  // ordinals
  int64_t incarnation = 0;
};

// With a vault, events of different days go into blocks of their own. REQUIRES: inside a
// transaction; 1 to kMaxBlockEvents events.
[[nodiscard]] Status AddBlocks(SqliteConnection& db, const BlockOwner& owner,
                               std::span<const BlockEvent> events);

}  // namespace adit
