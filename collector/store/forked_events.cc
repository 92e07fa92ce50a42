#include "collector/store/forked_events.h"

#include <algorithm>
#include <map>
#include <set>

#include "collector/store/block_vault.h"

namespace adit {
namespace {

using ByNumber = std::multimap<uint64_t, BlockEvent>;

void Keep(std::span<const BlockEvent> events, const std::set<uint64_t>& wanted,
          ByNumber& kept) {
  for (const BlockEvent& event : events) {
    if (wanted.contains(event.fields.sequence)) kept.emplace(event.fields.sequence, event);
  }
}

}  // namespace

Result<std::vector<BlockEvent>> WithoutStoredEvents(SqliteConnection& database,
                                                    int64_t incarnation_ordinal,
                                                    std::span<const BlockEvent> waiting,
                                                    std::span<const BlockEvent> events) {
  std::vector<BlockEvent> fresh;
  if (events.empty()) return fresh;
  std::set<uint64_t> wanted;
  for (const BlockEvent& event : events) wanted.insert(event.fields.sequence);
  const auto [earliest, latest] = std::minmax_element(
      events.begin(), events.end(),
      [](const auto& a, const auto& b) { return a.fields.wall_us < b.fields.wall_us; });
  ByNumber stored;
  Keep(waiting, wanted, stored);
  // By time: after a fork the numbers in a block need not ascend.
  ADIT_ASSIGN_OR_RETURN(SqliteStatement blocks,
                        database.Prepare("SELECT bytes FROM blocks WHERE incarnation_ordinal = ? "
                                         "AND first_us <= ? AND last_us >= ?"));
  blocks.Bind(1, incarnation_ordinal)
      .Bind(2, latest->fields.wall_us)
      .Bind(3, earliest->fields.wall_us);
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, blocks.Step());
    if (!row) break;
    const Result<Bytes> bytes = OpenBlock(database.vault(), blocks.Blob(0));
    if (bytes.status().code() == StatusCode::kNotFound) continue;
    if (!bytes.ok()) return bytes.status();
    ADIT_ASSIGN_OR_RETURN(const std::vector<BlockEvent> block, DecodeEventBlock(*bytes));
    Keep(block, wanted, stored);
  }
  for (const BlockEvent& event : events) {
    const auto [first, last] = stored.equal_range(event.fields.sequence);
    const bool known =
        std::any_of(first, last, [&](const auto& entry) { return entry.second == event; });
    if (!known) fresh.push_back(event);
  }
  return fresh;
}

}  // namespace adit
