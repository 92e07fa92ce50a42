#include "collector/store/block_writer.h"

#include <algorithm>

#include "collector/store/block_vault.h"

namespace adit {
namespace {

// One key each: what an agent sends after a week away would otherwise last as long as its last day.
constexpr size_t kMaxDaysApart = 64;  // a clock that jumps back and forth costs no more blocks

Status AddBlock(SqliteConnection& db, const BlockOwner& owner, std::span<const BlockEvent> events) {
  auto [first, last] = std::minmax_element(
      events.begin(), events.end(),
      [](const auto& a, const auto& b) { return a.fields.wall_us < b.fields.wall_us; });
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes,
                        SealBlock(db.vault(), last->fields.wall_us, EncodeEventBlock(events)));
  ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                        db.Prepare("INSERT INTO blocks(agent_ordinal, incarnation_ordinal, "
                                   "first_event, last_event, event_count, first_us, last_us, "
                                   "bytes) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  add.Bind(1, owner.agent).Bind(2, owner.incarnation);
  add.Bind(3, static_cast<int64_t>(events.front().fields.sequence));
  add.Bind(4, static_cast<int64_t>(events.back().fields.sequence));
  add.Bind(5, static_cast<int64_t>(events.size()));
  add.Bind(6, first->fields.wall_us).Bind(7, last->fields.wall_us).Bind(8, ByteView(bytes));
  return add.Run();
}

}  // namespace

Status AddBlocks(SqliteConnection& db, const BlockOwner& owner,
                 std::span<const BlockEvent> events) {
  for (size_t days = 1; db.vault() != nullptr && days < kMaxDaysApart; ++days) {
    const int64_t day = BlockVault::DayOf(events.front().fields.wall_us);
    const auto next = std::find_if(events.begin(), events.end(), [day](const BlockEvent& event) {
      return BlockVault::DayOf(event.fields.wall_us) != day;
    });
    if (next == events.end()) break;
    const auto count = static_cast<size_t>(next - events.begin());
    ADIT_RETURN_IF_ERROR(AddBlock(db, owner, events.first(count)));
    events = events.subspan(count);
  }
  return AddBlock(db, owner, events);
}

}  // namespace adit
