#include "collector/store/audit_chain.h"

#include <algorithm>
#include <map>
#include <string>

#include "collector/store/audit_checkpoint.h"
#include "common/crypto/hash.h"

namespace adit {
namespace {

constexpr std::string_view kAuditColumns =
    "SELECT seq, at_us, actor, action, target, outcome, hash, previous_hash FROM audit WHERE seq > "
    "? "
    "ORDER BY seq LIMIT ?";

AuditEntry ReadEntry(const SqliteStatement& row) {
  AuditEntry entry;
  entry.seq = row.Int(0);
  entry.at_us = row.Int(1);
  entry.actor = row.Text(2);
  entry.action = row.Text(3);
  entry.target = row.Text(4);
  entry.outcome = row.Text(5);
  entry.hash = ToArray<32>(row.Blob(6)).value_or(Digest32{});
  return entry;
}

// Checkpoints by the number of the entry they end in.
Result<std::map<int64_t, AuditCheckpoint>> KeptCheckpoints(SqliteConnection& database) {
  std::map<int64_t, AuditCheckpoint> kept;
  {
    // A database that an older program left has none.
    ADIT_ASSIGN_OR_RETURN(SqliteStatement table,
                          database.Prepare("SELECT count(*) FROM sqlite_schema WHERE name = "
                                           "'audit_checkpoints'"));
    ADIT_ASSIGN_OR_RETURN(const bool row, table.Step());
    if (!row || table.Int(0) == 0) return kept;
  }
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        database.Prepare("SELECT entries, last, at_us, key, signature FROM "
                                         "audit_checkpoints ORDER BY entries"));
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return kept;
    const AuditCheckpoint checkpoint = ReadAuditCheckpointRow(rows);
    if (!IsSigned(checkpoint)) {
      return DataLoss("the audit checkpoint of entry " + std::to_string(checkpoint.entries) +
                      " is not signed by the key it names: it was changed");
    }
    kept.emplace(checkpoint.entries, checkpoint);
  }
}

}  // namespace

// Length-prefixed fields: no two entries share a form.
Digest32 AuditEntryDigest(const Digest32& previous, const AuditEntry& entry) {
  Bytes form;
  ByteWriter out(form);
  out.Raw(previous);
  out.U64(static_cast<uint64_t>(entry.seq));
  out.U64(static_cast<uint64_t>(entry.at_us));
  for (const std::string* text : {&entry.actor, &entry.action, &entry.target, &entry.outcome})
    out.Text(*text);
  return crypto::HashOf(form);
}

Status ControlStore::AppendAudit(const AuditEntry& given) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    AuditEntry entry = given;
    Digest32 previous{};
    entry.seq = 1;
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement last,
                            db.Prepare("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"));
      ADIT_ASSIGN_OR_RETURN(const bool row, last.Step());
      if (row) {
        entry.seq = last.Int(0) + 1;
        previous = ToArray<32>(last.Blob(1)).value_or(Digest32{});
      }
    }
    const Digest32 hash = AuditEntryDigest(previous, entry);
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO audit(seq, at_us, actor, action, target, outcome, previous_hash, "
                   "hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
    add.Bind(1, entry.seq).Bind(2, entry.at_us).Bind(3, std::string_view(entry.actor));
    add.Bind(4, std::string_view(entry.action)).Bind(5, std::string_view(entry.target));
    add.Bind(6, std::string_view(entry.outcome))
        .Bind(7, ByteView(previous))
        .Bind(8, ByteView(hash));
    return add.Run();
  });
}

Result<std::vector<AuditEntry>> ControlStore::Audit(int64_t after, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows, reader->Prepare(kAuditColumns));
  rows.Bind(1, after).Bind(2, static_cast<int64_t>(limit));
  std::vector<AuditEntry> entries;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return entries;
    entries.push_back(ReadEntry(rows));
  }
}

Result<std::vector<AuditEntry>> ControlStore::NewestAudit(int64_t before, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare("SELECT seq, at_us, actor, action, target, outcome, hash FROM audit "
                      "WHERE seq < ? ORDER BY seq DESC LIMIT ?"));
  rows.Bind(1, before).Bind(2, static_cast<int64_t>(limit));
  std::vector<AuditEntry> entries;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return entries;
    entries.push_back(ReadEntry(rows));
  }
}

Result<int64_t> ControlStore::VerifyAudit() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  return VerifyAuditChain(*reader);
}

Result<int64_t> VerifyAuditChain(SqliteConnection& database) {
  ADIT_ASSIGN_OR_RETURN(const auto kept, KeptCheckpoints(database));
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows, database.Prepare(kAuditColumns));
  rows.Bind(1, int64_t{0}).Bind(2, INT64_MAX);
  Digest32 previous{};
  for (int64_t expected = 1;; ++expected) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row && !kept.empty() && kept.rbegin()->first >= expected) {
      return DataLoss("the audit ends before entry " + std::to_string(kept.rbegin()->first) +
                      ", which a checkpoint was signed for: entries were removed");
    }
    if (!row) return expected - 1;
    const AuditEntry entry = ReadEntry(rows);
    if (entry.seq != expected || ToArray<32>(rows.Blob(7)) != previous ||
        AuditEntryDigest(previous, entry) != entry.hash) {
      return DataLoss("audit entry " + std::to_string(expected) +
                      " is missing or does not follow from the one before it: the log was changed");
    }
    if (const auto signed_here = kept.find(expected);
        signed_here != kept.end() && signed_here->second.last != entry.hash) {
      return DataLoss("audit entry " + std::to_string(expected) +
                      " is not the one a checkpoint was signed for: the log was written anew");
    }
    previous = entry.hash;
  }
}

}  // namespace adit
