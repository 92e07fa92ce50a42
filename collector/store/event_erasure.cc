#include "collector/store/event_erasure.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "collector/store/block_vault.h"
#include "collector/store/event_block.h"

namespace adit {
namespace {

struct OldBlock {
  int64_t id = 0;
  int64_t events = 0;
  bool whole = false;
};

Result<std::vector<OldBlock>> OldBlocks(SqliteConnection& db, int64_t before_us, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        db.Prepare("SELECT id, event_count, last_us < ? FROM blocks "
                                   "WHERE first_us < ? LIMIT ?"));
  rows.Bind(1, before_us).Bind(2, before_us).Bind(3, static_cast<int64_t>(limit));
  std::vector<OldBlock> blocks;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return blocks;
    blocks.push_back({rows.Int(0), rows.Int(1), rows.Int(2) != 0});
  }
}

Status RemoveBlock(SqliteConnection& db, int64_t id) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement drop, db.Prepare("DELETE FROM blocks WHERE id = ?"));
  return drop.Bind(1, id).Run();
}

// The block without those of its events that `goes` names.
Status ShrinkBlock(SqliteConnection& db, int64_t id,
                   const std::function<bool(const BlockEvent&)>& goes, Erasure& erased) {
  std::vector<BlockEvent> events;
  {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement read,
                          db.Prepare("SELECT bytes FROM blocks WHERE id = ?"));
    ADIT_ASSIGN_OR_RETURN(const bool row, read.Bind(1, id).Step());
    if (!row) return Internal("a block vanished during erasure");
    const Result<Bytes> block = OpenBlock(db.vault(), read.Blob(0));
    if (block.status().code() == StatusCode::kNotFound) return RemoveBlock(db, id);
    if (!block.ok()) return block.status();
    ADIT_ASSIGN_OR_RETURN(events, DecodeEventBlock(*block));
  }
  erased.events += std::erase_if(events, goes);
  if (events.empty()) return RemoveBlock(db, id);
  const auto [first, last] = std::minmax_element(
      events.begin(), events.end(),
      [](const auto& a, const auto& b) { return a.fields.wall_us < b.fields.wall_us; });
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, SealBlock(db.vault(), last->fields.wall_us,
                                                    EncodeEventBlock(events)));
  ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                        db.Prepare("UPDATE blocks SET first_event = ?, last_event = ?, "
                                   "event_count = ?, first_us = ?, last_us = ?, bytes = ? "
                                   "WHERE id = ?"));
  set.Bind(1, static_cast<int64_t>(events.front().fields.sequence))
      .Bind(2, static_cast<int64_t>(events.back().fields.sequence))
      .Bind(3, static_cast<int64_t>(events.size()));
  set.Bind(4, first->fields.wall_us).Bind(5, last->fields.wall_us).Bind(6, ByteView(bytes));
  return set.Bind(7, id).Run();
}

Status EraseFromBlocks(SqliteConnection& db, const std::vector<OldBlock>& blocks,
                       const std::function<bool(const BlockEvent&)>& goes, Erasure& erased) {
  const OverwritingDeletes overwriting(db);
  for (const OldBlock& block : blocks) {
    if (!block.whole) {
      ADIT_RETURN_IF_ERROR(ShrinkBlock(db, block.id, goes, erased));
      continue;
    }
    erased.events += static_cast<uint64_t>(block.events);
    ADIT_RETURN_IF_ERROR(RemoveBlock(db, block.id));
  }
  return OkStatus();
}

void Mark(std::vector<bool>& used, uint32_t number) {
  if (number >= used.size()) used.resize(static_cast<size_t>(number) + number / 2 + 64);
  used[number] = true;
}

}  // namespace

Status EraseEvents(SqliteConnection& database, int64_t before_us, size_t limit, Erasure& erased,
                   bool& left) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<OldBlock> blocks, OldBlocks(database, before_us, limit));
  left = blocks.size() == limit;
  ADIT_RETURN_IF_ERROR(EraseFromBlocks(
      database, blocks,
      [before_us](const BlockEvent& event) { return event.fields.wall_us < before_us; }, erased));
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement drop,
      database.Prepare("DELETE FROM envelopes WHERE batch_id IN (SELECT id FROM batches "
                       "WHERE state = 2 AND received_us < ?)"));
  ADIT_RETURN_IF_ERROR(drop.Bind(1, before_us).Run());
  erased.envelopes += static_cast<uint64_t>(database.changes());
  return OkStatus();
}

Status EraseEventsSince(SqliteConnection& database, const Id16& agent, int64_t since_us,
                        size_t limit, Erasure& erased, bool& left) {
  std::vector<OldBlock> blocks;
  {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement rows,
        database.Prepare("SELECT b.id, b.event_count, b.first_us >= ? FROM blocks b JOIN agents a "
                         "ON a.ordinal = b.agent_ordinal WHERE a.agent_id = ? AND b.last_us >= ? "
                         "LIMIT ?"));
    rows.Bind(1, since_us).Bind(2, ByteView(agent)).Bind(3, since_us);
    rows.Bind(4, static_cast<int64_t>(limit));
    for (;;) {
      ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
      if (!row) break;
      blocks.push_back({rows.Int(0), rows.Int(1), rows.Int(2) != 0});
    }
  }
  left = blocks.size() == limit;
  return EraseFromBlocks(
      database, blocks,
      [since_us](const BlockEvent& event) { return event.fields.wall_us >= since_us; }, erased);
}

Result<UsedSurfaces> FindUsedSurfaces(SqliteConnection& database) {
  UsedSurfaces used;
  HotColumns columns;
  ADIT_ASSIGN_OR_RETURN(SqliteStatement blocks, database.Prepare("SELECT bytes FROM blocks"));
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, blocks.Step());
    if (!row) return used;
    const Result<Bytes> block = OpenBlock(database.vault(), blocks.Blob(0));
    if (block.status().code() == StatusCode::kNotFound) continue;
    if (!block.ok()) return block.status();
    ADIT_RETURN_IF_ERROR(DecodeHotColumns(*block, columns));
    for (size_t i = 0; i < columns.size(); ++i) {
      Mark(used.windows, columns.window[i]);
      Mark(used.elements, columns.element[i]);
      Mark(used.details, columns.detail[i]);
    }
  }
}

}  // namespace adit
