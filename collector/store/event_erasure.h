// Erasure of stored events by age: retention. What is erased is overwritten, not only unlinked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "collector/store/event_store.h"
#include "collector/store/sqlite_connection.h"

namespace adit {

// Erases events before `before_us` from at most `limit` blocks, and the envelopes of batches set
// aside that were received before it. Ledger rows stay: they are numbers. `left` says that there is
// more to do. REQUIRES: inside a transaction.
[[nodiscard]] Status EraseEvents(SqliteConnection& database, int64_t before_us, size_t limit,
                                 Erasure& erased, bool& left);

// Erases one agent's events at or after `since_us` from at most `limit` blocks. As above otherwise.
[[nodiscard]] Status EraseEventsSince(SqliteConnection& database, const Id16& agent,
                                      int64_t since_us, size_t limit, Erasure& erased, bool& left);

// Dictionary entries that stored events use, by number.
struct UsedSurfaces {
  std::vector<bool> windows;
  std::vector<bool> elements;
  std::vector<bool> details;
};
// Reads every block.
[[nodiscard]] Result<UsedSurfaces> FindUsedSurfaces(SqliteConnection& database);

}  // namespace adit
