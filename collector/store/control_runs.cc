#include "collector/store/control_store.h"

namespace adit {
namespace {

constexpr std::string_view kRunColumns =
    "SELECT id, state, requested_us, finished_us, progress, manifest, message, summary FROM runs ";

RunEntry ReadRun(const SqliteStatement& row) {
  RunEntry run;
  run.id = row.Int(0);
  run.state = row.Text(1);
  run.requested_us = row.Int(2);
  run.finished_us = row.Int(3);
  run.progress = static_cast<uint32_t>(row.Int(4));
  run.manifest = row.Text(5);
  run.message = row.Text(6);
  run.summary = row.Text(7);
  return run;
}

constexpr std::string_view kDocumentColumns =
    "SELECT kind, name, position, people, document FROM run_documents ";

RunDocument ReadDocument(const SqliteStatement& row) {
  return {row.Text(0), row.Text(1), row.Int(2), static_cast<uint32_t>(row.Int(3)), row.Text(4)};
}

Result<std::optional<RunEntry>> OneRun(SqliteStatement& statement) {
  ADIT_ASSIGN_OR_RETURN(const bool row, statement.Step());
  if (!row) return std::optional<RunEntry>();
  return std::optional<RunEntry>(ReadRun(statement));
}

}  // namespace

Result<int64_t> ControlStore::AddRun(int64_t requested_us, const std::string& manifest) {
  int64_t id = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare(
            "INSERT INTO runs(state, requested_us, finished_us, progress, manifest, message, "
            "summary) VALUES('queued', ?, 0, 0, ?, '', x'')"));
    ADIT_RETURN_IF_ERROR(add.Bind(1, requested_us).Bind(2, std::string_view(manifest)).Run());
    id = db.last_insert_id();
    return OkStatus();
  });
  if (!written.ok()) return written;
  return id;
}

Status ControlStore::SetRunProgress(int64_t id, const std::string& state, uint32_t percent) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                          db.Prepare("UPDATE runs SET state = ?, progress = ? WHERE id = ?"));
    return set.Bind(1, std::string_view(state))
        .Bind(2, static_cast<int64_t>(percent))
        .Bind(3, id)
        .Run();
  });
}

Status ControlStore::FinishRun(const RunEntry& run, const std::vector<RunDocument>& documents) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    {
      ADIT_ASSIGN_OR_RETURN(
          SqliteStatement set,
          db.Prepare("UPDATE runs SET state = ?, finished_us = ?, progress = 100, manifest = ?, "
                     "message = ?, summary = ? WHERE id = ?"));
      set.Bind(1, std::string_view(run.state))
          .Bind(2, run.finished_us)
          .Bind(3, std::string_view(run.manifest));
      set.Bind(4, std::string_view(run.message)).Bind(5, AsBytes(run.summary)).Bind(6, run.id);
      ADIT_RETURN_IF_ERROR(set.Run());
    }
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO run_documents(run_id, kind, name, position, people, document) "
                   "VALUES(?, ?, ?, ?, ?, ?)"));
    for (const RunDocument& document : documents) {
      add.Bind(1, run.id)
          .Bind(2, std::string_view(document.kind))
          .Bind(3, std::string_view(document.name));
      add.Bind(4, document.position).Bind(5, static_cast<int64_t>(document.people));
      add.Bind(6, AsBytes(document.json));
      ADIT_RETURN_IF_ERROR(add.Run());
      add.Reset();
    }
    return OkStatus();
  });
}

Result<int64_t> ControlStore::FailOpenRuns(int64_t now_us, const std::string& message) {
  int64_t changed = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                          db.Prepare("UPDATE runs SET state = 'failed', finished_us = ?, "
                                     "message = ? WHERE state IN ('queued', 'running')"));
    ADIT_RETURN_IF_ERROR(set.Bind(1, now_us).Bind(2, std::string_view(message)).Run());
    changed = db.changes();
    return OkStatus();
  });
  if (!written.ok()) return written;
  return changed;
}

Result<std::optional<RunEntry>> ControlStore::FindRun(int64_t id) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        reader->Prepare(std::string(kRunColumns) + "WHERE id = ?"));
  find.Bind(1, id);
  return OneRun(find);
}

Result<std::optional<RunEntry>> ControlStore::LatestDoneRun() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement find,
      reader->Prepare(std::string(kRunColumns) + "WHERE state = 'done' ORDER BY id DESC LIMIT 1"));
  return OneRun(find);
}

Result<std::vector<RunEntry>> ControlStore::Runs(int64_t before, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare(std::string(kRunColumns) + "WHERE id < ? ORDER BY id DESC LIMIT ?"));
  rows.Bind(1, before).Bind(2, static_cast<int64_t>(limit));
  std::vector<RunEntry> runs;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return runs;
    runs.push_back(ReadRun(rows));
  }
}

Result<std::vector<RunDocument>> ControlStore::RunDocuments(int64_t run, const std::string& kind,
                                                            int64_t after_position, size_t limit,
                                                            uint32_t min_people) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare(std::string(kDocumentColumns) +
                      "WHERE run_id = ? AND kind = ? AND position > ? AND people >= ? "
                      "ORDER BY position, name LIMIT ?"));
  rows.Bind(1, run).Bind(2, std::string_view(kind)).Bind(3, after_position);
  rows.Bind(4, static_cast<int64_t>(min_people)).Bind(5, static_cast<int64_t>(limit));
  std::vector<RunDocument> documents;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return documents;
    documents.push_back(ReadDocument(rows));
  }
}

Result<std::optional<RunDocument>> ControlStore::FindRunDocument(int64_t run,
                                                                 const std::string& kind,
                                                                 const std::string& name) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        reader->Prepare(std::string(kDocumentColumns) +
                                        "WHERE run_id = ? AND kind = ? AND name = ?"));
  find.Bind(1, run).Bind(2, std::string_view(kind)).Bind(3, std::string_view(name));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
  if (!row) return std::optional<RunDocument>();
  return std::optional<RunDocument>(ReadDocument(find));
}

Result<int64_t> ControlStore::EraseRunsBefore(int64_t before_us) {
  int64_t erased = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    const OverwritingDeletes overwriting(db);
    for (const std::string_view sql :
         {"DELETE FROM run_documents WHERE run_id IN (SELECT id FROM runs WHERE state IN ('done', "
          "'failed') AND finished_us < ?)",
          "DELETE FROM routine_identities WHERE run_id IN (SELECT id FROM runs WHERE state IN "
          "('done', 'failed') AND finished_us < ?)",
          "DELETE FROM runs WHERE state IN ('done', 'failed') AND finished_us < ?"}) {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement drop, db.Prepare(sql));
      ADIT_RETURN_IF_ERROR(drop.Bind(1, before_us).Run());
    }
    erased = db.changes();
    return OkStatus();
  });
  if (!written.ok()) return written;
  return erased;
}

Status ControlStore::AddErasure(const ErasureEntry& entry) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO erasures(at_us, before_us, events, envelopes, texts, "
                   "results_before_us, runs) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    add.Bind(1, entry.at_us).Bind(2, entry.before_us).Bind(3, static_cast<int64_t>(entry.events));
    add.Bind(4, static_cast<int64_t>(entry.envelopes)).Bind(5, static_cast<int64_t>(entry.texts));
    add.Bind(6, entry.results_before_us).Bind(7, static_cast<int64_t>(entry.runs));
    return add.Run();
  });
}

Result<std::vector<ErasureEntry>> ControlStore::Erasures(size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare("SELECT at_us, before_us, events, envelopes, texts, results_before_us, runs "
                      "FROM erasures ORDER BY id DESC LIMIT ?"));
  rows.Bind(1, static_cast<int64_t>(limit));
  std::vector<ErasureEntry> entries;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return entries;
    entries.push_back({rows.Int(0), rows.Int(1), static_cast<uint64_t>(rows.Int(2)),
                       static_cast<uint64_t>(rows.Int(3)), static_cast<uint64_t>(rows.Int(4)),
                       rows.Int(5), static_cast<uint64_t>(rows.Int(6))});
  }
}

Status ControlStore::PruneRuns(size_t keep) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement drop,
        db.Prepare("DELETE FROM run_documents WHERE run_id NOT IN (SELECT id FROM runs WHERE "
                   "state = 'done' ORDER BY id DESC LIMIT ?)"));
    return drop.Bind(1, static_cast<int64_t>(keep)).Run();
  });
}

}  // namespace adit
