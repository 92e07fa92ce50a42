// The ledger of event numbers: received and declared lost must tile 1..n (I1).
#pragma once

#include <vector>

#include "collector/store/event_store.h"
#include "collector/store/sqlite_connection.h"

namespace adit {

// Numbers first … first + count - 1.
struct NumberRange {
  uint64_t first = 0;
  uint64_t count = 0;
};

// No number is lost by an open range (wire::LossReason::kHistoryLost).
inline constexpr uint64_t kNoOpenLoss = UINT64_MAX;

// Fills the counts of a ledger from its received and lost ranges, in any order, overlapping or not.
// Ranges that would leave 64 bits are cut off. From `open_loss` on everything up to the highest
// number known otherwise that was not received is lost.
void CountRanges(std::vector<NumberRange> received, std::vector<NumberRange> lost,
                 uint64_t open_loss, IncarnationLedger& ledger);

// In ascending order of agent, then as the incarnations came.
[[nodiscard]] Result<std::vector<IncarnationLedger>> ReadLedgers(SqliteConnection& database);
// The sum of their lost events; reads only the incarnations that have any.
[[nodiscard]] Result<uint64_t> CountLostEvents(SqliteConnection& database);

}  // namespace adit
