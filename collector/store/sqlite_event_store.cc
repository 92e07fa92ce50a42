#include "collector/store/sqlite_event_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "collector/store/block_vault.h"
#include "collector/store/block_writer.h"
#include "collector/store/event_erasure.h"
#include "collector/store/forked_events.h"
#include "collector/store/ledger.h"
#include "collector/store/log_loader.h"
#include "collector/store/surface_dictionary.h"

namespace adit {
namespace {

// Larger blocks compress better; this many decode in about a millisecond.
constexpr size_t kBlockTarget = 16'384;
// Blocks a transaction erases events from, so that waiting batches are not held up.
constexpr size_t kEraseBlocks = 64;
constexpr size_t kPendingBytes = size_t{64} << 20;
enum BatchState : int64_t { kPending = 0, kDecoded = 1, kSetAside = 2 };

Result<int64_t> One(SqliteConnection& db, std::string_view sql) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement statement, db.Prepare(sql));
  ADIT_ASSIGN_OR_RETURN(const bool row, statement.Step());
  return row ? statement.Int(0) : 0;
}

Result<int64_t> AgentOrdinal(SqliteConnection& db, const Id16& agent) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        db.Prepare("SELECT ordinal FROM agents WHERE agent_id = ?"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, ByteView(agent)).Step());
  if (!row) return NotFound("agent " + HexEncode(agent) + " is not enrolled here");
  return find.Int(0);
}

struct Incarnation {
  int64_t ordinal = 0;
  int64_t durable_through = 0;
};

Result<Incarnation> FindOrAddIncarnation(SqliteConnection& db, int64_t agent, const Id16& id,
                                         int64_t now_us) {
  {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                          db.Prepare("SELECT ordinal, durable_through FROM incarnations "
                                     "WHERE agent_ordinal = ? AND incarnation = ?"));
    ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, agent).Bind(2, ByteView(id)).Step());
    if (row) return Incarnation{find.Int(0), find.Int(1)};
  }
  ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                        db.Prepare("INSERT INTO incarnations(agent_ordinal, incarnation, "
                                   "first_seen_us, durable_through) VALUES(?, ?, ?, 0)"));
  ADIT_RETURN_IF_ERROR(add.Bind(1, agent).Bind(2, ByteView(id)).Bind(3, now_us).Run());
  return Incarnation{db.last_insert_id(), 0};
}

struct SeqState {
  bool seq_taken = false;
  std::optional<Disposition> same;  // disposition of the batch with the same digest
};

Result<SeqState> LookUpSeq(SqliteConnection& db, int64_t incarnation, const BatchKey& key) {
  SeqState state;
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        db.Prepare("SELECT digest, disposition FROM batches "
                                   "WHERE incarnation_ordinal = ? AND seq = ?"));
  find.Bind(1, incarnation).Bind(2, static_cast<int64_t>(key.seq));
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
    if (!row) return state;
    state.seq_taken = true;
    const ByteView digest = find.Blob(0);
    if (std::equal(digest.begin(), digest.end(), key.digest.begin(), key.digest.end())) {
      state.same = static_cast<Disposition>(find.Int(1));
    }
  }
}

Status AddBatch(SqliteConnection& db, const NewBatch& batch, int64_t incarnation,
                Disposition disposition) {
  {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                          db.Prepare("INSERT INTO batches(incarnation_ordinal, seq, digest, "
                                     "disposition, state, received_us, "
                                     "first_event, event_count, envelope_bytes, reason) VALUES(?, "
                                     "?, ?, ?, ?, ?, ?, 0, ?, ?)"));
    add.Bind(1, incarnation)
        .Bind(2, static_cast<int64_t>(batch.key.seq))
        .Bind(3, ByteView(batch.key.digest));
    add.Bind(4, static_cast<int64_t>(disposition))
        .Bind(5, batch.quarantine_reason ? kSetAside : kPending);
    add.Bind(6, batch.received_us).Bind(7, static_cast<int64_t>(batch.first_event));
    add.Bind(8, static_cast<int64_t>(batch.envelope.size()));
    if (batch.quarantine_reason) {
      add.Bind(9, std::string_view(*batch.quarantine_reason));
    } else {
      add.BindNull(9);
    }
    ADIT_RETURN_IF_ERROR(add.Run());
  }
  ADIT_ASSIGN_OR_RETURN(SqliteStatement keep,
                        db.Prepare("INSERT INTO envelopes(batch_id, bytes) VALUES(?, ?)"));
  return keep.Bind(1, db.last_insert_id()).Bind(2, ByteView(batch.envelope)).Run();
}

// The highest number below which no batch is missing, after `seq` was added.
Result<int64_t> AdvanceDurable(SqliteConnection& db, const Incarnation& incarnation, int64_t seq) {
  int64_t through = incarnation.durable_through;
  if (seq != through + 1) return through;
  {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement next,
                          db.Prepare("SELECT 1 FROM batches WHERE incarnation_ordinal = ? "
                                     "AND seq = ? LIMIT 1"));
    for (;; ++through) {
      next.Reset();
      ADIT_ASSIGN_OR_RETURN(const bool row,
                            next.Bind(1, incarnation.ordinal).Bind(2, through + 1).Step());
      if (!row) break;
    }
  }
  ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                        db.Prepare("UPDATE incarnations SET durable_through = ? "
                                   "WHERE ordinal = ?"));
  ADIT_RETURN_IF_ERROR(set.Bind(1, through).Bind(2, incarnation.ordinal).Run());
  return through;
}

Result<Acceptance> Accept(SqliteConnection& db, const NewBatch& batch) {
  ADIT_ASSIGN_OR_RETURN(const int64_t agent, AgentOrdinal(db, batch.key.agent));
  ADIT_ASSIGN_OR_RETURN(const Incarnation incarnation,
                        FindOrAddIncarnation(db, agent, batch.key.incarnation, batch.received_us));
  ADIT_ASSIGN_OR_RETURN(const SeqState seq, LookUpSeq(db, incarnation.ordinal, batch.key));
  const auto durable = static_cast<uint64_t>(incarnation.durable_through);
  if (seq.same) return Acceptance{Disposition::kDuplicate, durable};
  const Disposition disposition = seq.seq_taken             ? Disposition::kForked
                                  : batch.quarantine_reason ? Disposition::kQuarantined
                                                            : Disposition::kStored;
  ADIT_RETURN_IF_ERROR(AddBatch(db, batch, incarnation.ordinal, disposition));
  ADIT_ASSIGN_OR_RETURN(const int64_t through,
                        AdvanceDurable(db, incarnation, static_cast<int64_t>(batch.key.seq)));
  return Acceptance{disposition, static_cast<uint64_t>(through)};
}

// Where a pending batch belongs; nothing when it is decoded or set aside already, or unknown.
struct Place {
  int64_t agent = 0;
  int64_t incarnation = 0;
  bool forked = false;
};

Result<std::optional<Place>> FindPending(SqliteConnection& db, int64_t batch_id) {
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement find,
      db.Prepare(
          "SELECT i.agent_ordinal, i.ordinal, b.disposition FROM batches b JOIN incarnations i "
          "ON i.ordinal = b.incarnation_ordinal WHERE b.id = ? AND b.state = 0"));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Bind(1, batch_id).Step());
  if (!row) return std::optional<Place>();
  const bool forked = static_cast<Disposition>(find.Int(2)) == Disposition::kForked;
  return std::optional<Place>(Place{find.Int(0), find.Int(1), forked});
}

Status AddLosses(SqliteConnection& db, int64_t agent, int64_t batch_id,
                 const std::vector<LossRecord>& losses) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement lose,
                        db.Prepare("INSERT INTO losses(incarnation_ordinal, batch_id, reason, "
                                   "first_event, event_count) VALUES(?, ?, ?, ?, ?)"));
  for (const LossRecord& loss : losses) {
    ADIT_ASSIGN_OR_RETURN(const Incarnation of,
                          FindOrAddIncarnation(db, agent, loss.incarnation, 0));
    lose.Bind(1, of.ordinal).Bind(2, batch_id).Bind(3, std::string_view(loss.reason));
    lose.Bind(4, static_cast<int64_t>(loss.first_event))
        .Bind(5, static_cast<int64_t>(loss.event_count));
    ADIT_RETURN_IF_ERROR(lose.Run());
    lose.Reset();
  }
  return OkStatus();
}

Result<std::optional<Place>> ClaimPending(SqliteConnection& db, const DecodedBatch& batch) {
  ADIT_ASSIGN_OR_RETURN(const std::optional<Place> place, FindPending(db, batch.id));
  if (!place) return place;
  ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                        db.Prepare("UPDATE batches SET state = 1, first_event = ?, "
                                   "event_count = ? WHERE id = ?"));
  set.Bind(1, static_cast<int64_t>(batch.first_event))
      .Bind(2, static_cast<int64_t>(batch.events.size()));
  ADIT_RETURN_IF_ERROR(set.Bind(3, batch.id).Run());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement drop,
                        db.Prepare("DELETE FROM envelopes WHERE batch_id = ?"));
  ADIT_RETURN_IF_ERROR(drop.Bind(1, batch.id).Run());
  ADIT_RETURN_IF_ERROR(AddLosses(db, place->agent, batch.id, batch.losses));
  return place;
}

class SqliteEventStore final : public EventStore {
 public:
  explicit SqliteEventStore(SqliteDatabase& database) : database_(database) {}

  Status Load() {
    ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
    return dictionary_.Load(*reader);
  }

  Result<std::optional<Acceptance>> FindBatch(const BatchKey& key) override {
    ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement find,
        reader->Prepare(
            "SELECT b.disposition, i.durable_through FROM batches b "
            "JOIN incarnations i ON i.ordinal = b.incarnation_ordinal "
            "JOIN agents a ON a.ordinal = i.agent_ordinal "
            "WHERE a.agent_id = ? AND i.incarnation = ? AND b.seq = ? AND b.digest = ?"));
    find.Bind(1, ByteView(key.agent)).Bind(2, ByteView(key.incarnation));
    find.Bind(3, static_cast<int64_t>(key.seq)).Bind(4, ByteView(key.digest));
    ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
    if (!row) return std::optional<Acceptance>();
    return std::optional<Acceptance>(
        Acceptance{static_cast<Disposition>(find.Int(0)), static_cast<uint64_t>(find.Int(1))});
  }

  Status AcceptBatch(NewBatch batch, AcceptDone done) override {
    auto acceptance = std::make_shared<Acceptance>();
    return database_.writer().Submit(
        [batch = std::make_shared<NewBatch>(std::move(batch)),
         acceptance](SqliteConnection& db) -> Status {
          ADIT_ASSIGN_OR_RETURN(*acceptance, Accept(db, *batch));
          return OkStatus();
        },
        [acceptance, done = std::move(done)](const Status& status) {
          done(status.ok() ? Result<Acceptance>(*acceptance) : Result<Acceptance>(status));
        });
  }

  Result<std::vector<PendingBatch>> Pending(int64_t after, size_t limit) override {
    ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement find,
        reader->Prepare(
            "SELECT b.id, a.agent_id, i.incarnation, b.seq, b.received_us, e.bytes FROM batches b "
            "JOIN incarnations i ON i.ordinal = b.incarnation_ordinal "
            "JOIN agents a ON a.ordinal = i.agent_ordinal JOIN envelopes e ON e.batch_id = b.id "
            "WHERE b.state = 0 AND b.id > ? ORDER BY b.id LIMIT ?"));
    find.Bind(1, after).Bind(2, static_cast<int64_t>(limit));
    std::vector<PendingBatch> pending;
    for (size_t bytes = 0; bytes < kPendingBytes;) {
      ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
      if (!row) break;
      PendingBatch batch;
      batch.id = find.Int(0);
      batch.agent = ToArray<16>(find.Blob(1)).value_or(Id16{});
      batch.incarnation = ToArray<16>(find.Blob(2)).value_or(Id16{});
      batch.seq = static_cast<uint64_t>(find.Int(3));
      batch.received_us = find.Int(4);
      const ByteView envelope = find.Blob(5);
      batch.envelope.assign(envelope.begin(), envelope.end());
      bytes += batch.envelope.size();
      pending.push_back(std::move(batch));
    }
    return pending;
  }

  Status StoreDecoded(const std::vector<DecodedBatch>& batches) override {
    const std::lock_guard lock(decode_mutex_);
    // Encoding needs no transaction and is kept off the writer's thread.
    std::vector<std::vector<BlockEvent>> encoded(batches.size());
    for (size_t i = 0; i < batches.size(); ++i) {
      ADIT_ASSIGN_OR_RETURN(encoded[i], dictionary_.Encode(batches[i].events));
    }
    SurfaceDictionary::Extent extent;
    const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
      ADIT_ASSIGN_OR_RETURN(extent, dictionary_.Persist(db));
      return WriteDecoded(db, batches, encoded);
    });
    if (!written.ok()) return written;
    dictionary_.MarkPersisted(extent);
    return OkStatus();
  }

  Status Quarantine(int64_t batch_id, const std::string& reason,
                    const std::vector<LossRecord>& losses) override {
    return database_.writer().Run([&](SqliteConnection& db) -> Status {
      ADIT_ASSIGN_OR_RETURN(const std::optional<Place> place, FindPending(db, batch_id));
      if (!place) return OkStatus();
      ADIT_RETURN_IF_ERROR(AddLosses(db, place->agent, batch_id, losses));
      ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                            db.Prepare("UPDATE batches SET state = 2, reason = ? "
                                       "WHERE id = ? AND state = 0"));
      return set.Bind(1, std::string_view(reason)).Bind(2, batch_id).Run();
    });
  }

  Result<EventLog> LoadLog(const LogFilter& filter) override {
    ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
    return LoadEventLog(*reader, dictionary_, filter);
  }

  Status VisitRecords(const Id16& agent,
                      const std::function<bool(const EventRecord&)>& visit) override {
    ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement blocks,
        reader->Prepare(
            "SELECT b.bytes FROM blocks b JOIN agents a ON a.ordinal = b.agent_ordinal "
            "WHERE a.agent_id = ? ORDER BY b.incarnation_ordinal, b.first_event, b.id"));
    blocks.Bind(1, ByteView(agent));
    EventRecord record;
    for (;;) {
      ADIT_ASSIGN_OR_RETURN(const bool row, blocks.Step());
      if (!row) return OkStatus();
      const Result<Bytes> block = OpenBlock(reader->vault(), blocks.Blob(0));
      if (block.status().code() == StatusCode::kNotFound) continue;
      if (!block.ok()) return block.status();
      ADIT_ASSIGN_OR_RETURN(const std::vector<BlockEvent> events, DecodeEventBlock(*block));
      for (const BlockEvent& event : events) {
        ADIT_RETURN_IF_ERROR(dictionary_.Decode(event, record));
        if (!visit(record)) return OkStatus();
      }
    }
  }

  Result<StoreTotals> Totals() override;
  Result<std::vector<IncarnationLedger>> Ledgers() override;
  Result<size_t> Compact(size_t limit) override;
  Result<Erasure> EraseBefore(int64_t before_us) override;
  Result<Erasure> EraseSince(const Id16& agent, int64_t since_us) override;

 private:
  // One transaction of an erasure: adds to the first, says in the second whether more is to be
  // done.
  using EraseStep = std::function<Status(SqliteConnection&, Erasure&, bool&)>;
  Result<Erasure> Erase(const EraseStep& step);
  static Status WriteDecoded(SqliteConnection& db, const std::vector<DecodedBatch>& batches,
                             const std::vector<std::vector<BlockEvent>>& encoded);

  SqliteDatabase& database_;
  SurfaceDictionary dictionary_;
  std::mutex decode_mutex_;  // held while dictionary entries are encoded but not persisted
};

// Batches of one incarnation that were decoded together share blocks.
Status SqliteEventStore::WriteDecoded(SqliteConnection& db,
                                      const std::vector<DecodedBatch>& batches,
                                      const std::vector<std::vector<BlockEvent>>& encoded) {
  std::map<int64_t, std::pair<Place, std::vector<BlockEvent>>> open;
  for (size_t i = 0; i < batches.size(); ++i) {
    ADIT_ASSIGN_OR_RETURN(const std::optional<Place> place, ClaimPending(db, batches[i]));
    if (!place || encoded[i].empty()) continue;
    auto& [where, events] = open[place->incarnation];
    where = *place;
    std::span<const BlockEvent> added = encoded[i];
    std::vector<BlockEvent> fresh;
    if (place->forked) {
      ADIT_ASSIGN_OR_RETURN(fresh, WithoutStoredEvents(db, place->incarnation, events, added));
      added = fresh;
    }
    for (size_t from = 0; from < added.size();) {
      const size_t take = std::min(added.size() - from, kBlockTarget - events.size());
      events.insert(events.end(), added.begin() + static_cast<ptrdiff_t>(from),
                    added.begin() + static_cast<ptrdiff_t>(from + take));
      from += take;
      if (events.size() == kBlockTarget) {
        ADIT_RETURN_IF_ERROR(AddBlocks(db, {where.agent, where.incarnation}, events));
        events.clear();
      }
    }
  }
  for (const auto& [ordinal, block] : open) {
    if (!block.second.empty())
      ADIT_RETURN_IF_ERROR(
          AddBlocks(db, {block.first.agent, block.first.incarnation}, block.second));
  }
  return OkStatus();
}

Result<StoreTotals> SqliteEventStore::Totals() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  StoreTotals totals;
  // First: a batch that is decoded meanwhile may count as pending still, but no batch counts as
  // decoded without its events.
  ADIT_ASSIGN_OR_RETURN(const int64_t pending,
                        One(*reader, "SELECT count(*) FROM batches WHERE state = 0"));
  {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement blocks,
        reader->Prepare("SELECT coalesce(sum(event_count), 0), coalesce(sum(length(bytes)), 0), "
                        "coalesce(min(first_us), 0), coalesce(max(last_us), 0), "
                        "count(DISTINCT agent_ordinal) FROM blocks"));
    ADIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool row, blocks.Step());
    totals.events = static_cast<uint64_t>(blocks.Int(0));
    totals.event_bytes = static_cast<uint64_t>(blocks.Int(1));
    totals.first_us = blocks.Int(2);
    totals.last_us = blocks.Int(3);
    totals.agents_with_events = static_cast<uint64_t>(blocks.Int(4));
  }
  ADIT_ASSIGN_OR_RETURN(const int64_t batches, One(*reader, "SELECT count(*) FROM batches"));
  ADIT_ASSIGN_OR_RETURN(const int64_t set_aside,
                        One(*reader, "SELECT count(*) FROM batches WHERE state = 2"));
  ADIT_ASSIGN_OR_RETURN(const int64_t pages, One(*reader, "PRAGMA page_count"));
  ADIT_ASSIGN_OR_RETURN(const int64_t page_size, One(*reader, "PRAGMA page_size"));
  totals.batches = static_cast<uint64_t>(batches);
  totals.pending = static_cast<uint64_t>(pending);
  totals.quarantined = static_cast<uint64_t>(set_aside);
  ADIT_ASSIGN_OR_RETURN(totals.lost_events, CountLostEvents(*reader));
  totals.database_bytes = static_cast<uint64_t>(pages * page_size);
  totals.last_commit_us = database_.writer().counters().last_commit_wall_us;
  return totals;
}

Result<std::vector<IncarnationLedger>> SqliteEventStore::Ledgers() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  return ReadLedgers(*reader);
}

Result<size_t> SqliteEventStore::Compact(size_t limit) {
  size_t replaced = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    replaced = 0;
    return CompactBlocks(db, limit, kBlockTarget, replaced);
  });
  if (!written.ok()) return written;
  return replaced;
}

Result<Erasure> SqliteEventStore::EraseBefore(int64_t before_us) {
  return Erase([before_us](SqliteConnection& db, Erasure& erased, bool& left) {
    return EraseEvents(db, before_us, kEraseBlocks, erased, left);
  });
}

Result<Erasure> SqliteEventStore::EraseSince(const Id16& agent, int64_t since_us) {
  return Erase([&agent, since_us](SqliteConnection& db, Erasure& erased, bool& left) {
    return EraseEventsSince(db, agent, since_us, kEraseBlocks, erased, left);
  });
}

Result<Erasure> SqliteEventStore::Erase(const EraseStep& erase) {
  Erasure erased;
  for (bool left = true; left;) {
    Erasure step;
    ADIT_RETURN_IF_ERROR(database_.writer().Run([&](SqliteConnection& db) -> Status {
      step = {};
      return erase(db, step, left);
    }));
    erased.events += step.events;
    erased.envelopes += step.envelopes;
  }
  if (erased.events == 0) return erased;
  // No batch may be decoded from here on: it could use a text that is found unused now.
  const std::lock_guard lock(decode_mutex_);
  UsedSurfaces used;
  {
    ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
    ADIT_ASSIGN_OR_RETURN(used, FindUsedSurfaces(*reader));
  }
  const std::vector<uint32_t> unused = dictionary_.UnusedTexts(used);
  ADIT_RETURN_IF_ERROR(database_.writer().Run(
      [&](SqliteConnection& db) { return SurfaceDictionary::EraseTexts(db, unused); }));
  dictionary_.ForgetTexts(unused);
  erased.texts = unused.size();
  return erased;
}

}  // namespace

Result<std::unique_ptr<EventStore>> OpenSqliteEventStore(SqliteDatabase& database) {
  auto store = std::make_unique<SqliteEventStore>(database);
  ADIT_RETURN_IF_ERROR(store->Load());
  return std::unique_ptr<EventStore>(std::move(store));
}

}  // namespace adit
