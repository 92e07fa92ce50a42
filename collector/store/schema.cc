#include "collector/store/schema.h"

#include <string>

namespace adit {
namespace {

constexpr const char* kVersion1 = R"sql(
CREATE TABLE agents(
  ordinal INTEGER PRIMARY KEY, agent_id BLOB NOT NULL UNIQUE, group_name TEXT NOT NULL,
  state INTEGER NOT NULL, signing_key BLOB NOT NULL, enrolled_us INTEGER NOT NULL,
  last_contact_us INTEGER NOT NULL, version TEXT NOT NULL, platform TEXT NOT NULL,
  degradation INTEGER NOT NULL, policy_version INTEGER NOT NULL) STRICT;
CREATE TABLE certificates(
  serial TEXT PRIMARY KEY, agent_ordinal INTEGER NOT NULL, public_key_digest BLOB NOT NULL,
  not_after_us INTEGER NOT NULL, revoked_us INTEGER) STRICT;
CREATE INDEX certificates_of_agent ON certificates(agent_ordinal);
CREATE TABLE enrol_tokens(
  id TEXT PRIMARY KEY, secret_digest BLOB NOT NULL UNIQUE, audience TEXT NOT NULL,
  group_name TEXT NOT NULL, uses_max INTEGER NOT NULL, uses INTEGER NOT NULL,
  created_us INTEGER NOT NULL, expires_us INTEGER NOT NULL, revoked_us INTEGER) STRICT;
CREATE TABLE api_tokens(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, secret_digest BLOB NOT NULL UNIQUE,
  created_us INTEGER NOT NULL, expires_us INTEGER NOT NULL, revoked_us INTEGER) STRICT;
CREATE TABLE incarnations(
  ordinal INTEGER PRIMARY KEY, agent_ordinal INTEGER NOT NULL, incarnation BLOB NOT NULL,
  first_seen_us INTEGER NOT NULL, durable_through INTEGER NOT NULL,
  UNIQUE(agent_ordinal, incarnation)) STRICT;
CREATE TABLE batches(
  id INTEGER PRIMARY KEY, incarnation_ordinal INTEGER NOT NULL, seq INTEGER NOT NULL,
  digest BLOB NOT NULL, disposition INTEGER NOT NULL, state INTEGER NOT NULL,
  received_us INTEGER NOT NULL, first_event INTEGER NOT NULL, event_count INTEGER NOT NULL,
  envelope_bytes INTEGER NOT NULL, reason TEXT) STRICT;
CREATE UNIQUE INDEX batches_by_key ON batches(incarnation_ordinal, seq, digest);
CREATE INDEX batches_pending ON batches(id) WHERE state = 0;
CREATE TABLE envelopes(batch_id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE blocks(
  id INTEGER PRIMARY KEY, agent_ordinal INTEGER NOT NULL, incarnation_ordinal INTEGER NOT NULL,
  first_event INTEGER NOT NULL, last_event INTEGER NOT NULL, event_count INTEGER NOT NULL,
  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE INDEX blocks_of_agent ON blocks(agent_ordinal, first_us);
CREATE INDEX blocks_of_incarnation ON blocks(incarnation_ordinal, first_event);
CREATE TABLE strings(id INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT;
CREATE TABLE windows(id INTEGER PRIMARY KEY, parts BLOB NOT NULL) STRICT;
CREATE TABLE elements(id INTEGER PRIMARY KEY, parts BLOB NOT NULL) STRICT;
CREATE TABLE losses(
  id INTEGER PRIMARY KEY, incarnation_ordinal INTEGER NOT NULL, batch_id INTEGER NOT NULL,
  reason TEXT NOT NULL, first_event INTEGER NOT NULL, event_count INTEGER NOT NULL) STRICT;
CREATE INDEX losses_of_incarnation ON losses(incarnation_ordinal);
CREATE TABLE policies(
  version INTEGER PRIMARY KEY, digest BLOB NOT NULL, document BLOB NOT NULL,
  activated_us INTEGER NOT NULL) STRICT;
CREATE TABLE runs(
  id INTEGER PRIMARY KEY, state TEXT NOT NULL, requested_us INTEGER NOT NULL,
  finished_us INTEGER NOT NULL, progress INTEGER NOT NULL, manifest TEXT NOT NULL,
  message TEXT NOT NULL, summary BLOB NOT NULL) STRICT;
CREATE TABLE run_documents(
  run_id INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
  people INTEGER NOT NULL, document BLOB NOT NULL,
  PRIMARY KEY(run_id, kind, name)) STRICT, WITHOUT ROWID;
CREATE TABLE audit(
  seq INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
  target TEXT NOT NULL, outcome TEXT NOT NULL, previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL) STRICT;
)sql";

// What people decided: corrections that every run replays, and what makes a routine the same one.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE edits(
  seq INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, author TEXT NOT NULL, kind TEXT NOT NULL,
  routine TEXT NOT NULL, value TEXT NOT NULL, variants TEXT NOT NULL) STRICT;
CREATE TRIGGER edits_are_never_changed BEFORE UPDATE ON edits
  BEGIN SELECT RAISE(ABORT, 'edits are appended, never changed'); END;
CREATE TRIGGER edits_are_never_removed BEFORE DELETE ON edits
  BEGIN SELECT RAISE(ABORT, 'edits are appended, never removed'); END;
CREATE TABLE routine_identities(
  key TEXT PRIMARY KEY, run_id INTEGER NOT NULL, steps BLOB NOT NULL) STRICT;
)sql";

constexpr const char* kVersion3 = R"sql(
CREATE TABLE users(
  name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL,
  created_us INTEGER NOT NULL, changed_us INTEGER NOT NULL, disabled INTEGER NOT NULL,
  failures INTEGER NOT NULL, locked_until_us INTEGER NOT NULL) STRICT;
CREATE TABLE policy_drafts(
  id INTEGER PRIMARY KEY, state TEXT NOT NULL, document TEXT NOT NULL, reason TEXT NOT NULL,
  author TEXT NOT NULL, created_us INTEGER NOT NULL, tested_us INTEGER NOT NULL,
  tests TEXT NOT NULL, decided_by TEXT NOT NULL, decided_us INTEGER NOT NULL,
  version INTEGER NOT NULL) STRICT;
)sql";

// Erased texts are empty entries of the dictionary from this version on: older programs would take
// them for damage.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE erasures(
  id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, before_us INTEGER NOT NULL,
  events INTEGER NOT NULL, envelopes INTEGER NOT NULL, texts INTEGER NOT NULL,
  results_before_us INTEGER NOT NULL, runs INTEGER NOT NULL) STRICT;
)sql";

constexpr const char* kVersion5 = R"sql(
CREATE TABLE audit_checkpoints(
  entries INTEGER PRIMARY KEY, last BLOB NOT NULL, at_us INTEGER NOT NULL, key BLOB NOT NULL,
  signature BLOB NOT NULL) STRICT;
CREATE TABLE webhooks(
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, secret BLOB NOT NULL, events TEXT NOT NULL,
  disabled INTEGER NOT NULL, author TEXT NOT NULL, created_us INTEGER NOT NULL) STRICT;
CREATE TABLE webhook_deliveries(
  id INTEGER PRIMARY KEY, webhook_id INTEGER NOT NULL, message TEXT NOT NULL, event TEXT NOT NULL,
  body BLOB NOT NULL, created_us INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
  next_us INTEGER NOT NULL, last_us INTEGER NOT NULL, status INTEGER NOT NULL,
  error TEXT NOT NULL) STRICT;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries(next_us) WHERE state = 'waiting';
)sql";

constexpr const char* kVersion6 = R"sql(
CREATE TABLE gate_entries(
  id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, agent_id BLOB NOT NULL,
  agent_version TEXT NOT NULL, policy_version INTEGER NOT NULL, field TEXT NOT NULL,
  rule TEXT NOT NULL, type TEXT NOT NULL, events INTEGER NOT NULL,
  first_event INTEGER NOT NULL) STRICT;
CREATE TABLE count_releases(
  id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, year INTEGER NOT NULL, run_id INTEGER NOT NULL,
  routine TEXT NOT NULL, milli_epsilon INTEGER NOT NULL, people INTEGER NOT NULL,
  actor TEXT NOT NULL, UNIQUE(run_id, routine, milli_epsilon)) STRICT;
CREATE TABLE reidentifications(
  id INTEGER PRIMARY KEY, state TEXT NOT NULL, pseudonym TEXT NOT NULL, reason TEXT NOT NULL,
  asked_by TEXT NOT NULL, asked_us INTEGER NOT NULL, decided_by TEXT NOT NULL,
  decided_us INTEGER NOT NULL) STRICT;
)sql";

constexpr const char* kVersion7 = R"sql(
CREATE TABLE policy_stages(
  version INTEGER PRIMARY KEY, document BLOB NOT NULL, percent INTEGER NOT NULL,
  groups TEXT NOT NULL, stopped INTEGER NOT NULL, decided_by TEXT NOT NULL,
  decided_us INTEGER NOT NULL) STRICT;
)sql";

// Stored events may be sealed under a key of their day from this version on: older programs would take
// them for damage.
constexpr const char* kVersion8 = "SELECT 1";

// Step i brings version i to version i + 1. Appended to, never edited.
constexpr const char* kSteps[] = {kVersion1, kVersion2, kVersion3, kVersion4,
                                  kVersion5, kVersion6, kVersion7, kVersion8};
static_assert(std::size(kSteps) == kStoreSchemaVersion);

Result<int64_t> ReadNumber(SqliteConnection& database, std::string_view sql) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement statement, database.Prepare(sql));
  ADIT_ASSIGN_OR_RETURN(const bool row, statement.Step());
  return row ? statement.Int(0) : 0;
}

}  // namespace

Status MigrateSchema(SqliteConnection& database) {
  ADIT_ASSIGN_OR_RETURN(const int64_t application, ReadNumber(database, "PRAGMA application_id"));
  ADIT_ASSIGN_OR_RETURN(int64_t version, ReadNumber(database, "PRAGMA user_version"));
  ADIT_ASSIGN_OR_RETURN(const int64_t objects,
                        ReadNumber(database, "SELECT count(*) FROM sqlite_schema"));
  if (objects > 0 && application != kStoreApplicationId) {
    return InvalidArgument(database.path() +
                           " is a database of another program; give a data directory of its own");
  }
  if (version > kStoreSchemaVersion) {
    return FailedPrecondition(database.path() + " has schema version " + std::to_string(version) +
                              "; this program knows up to " + std::to_string(kStoreSchemaVersion) +
                              ": start the newer program that wrote it");
  }
  if (objects == 0) {
    ADIT_RETURN_IF_ERROR(
        database.Execute("PRAGMA page_size=8192; PRAGMA application_id=0x41444954"));
  }
  ADIT_RETURN_IF_ERROR(database.Execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4096;"
      "PRAGMA journal_size_limit=134217728; PRAGMA cache_size=-32768; PRAGMA foreign_keys=OFF"));
  for (; version < kStoreSchemaVersion; ++version) {
    ADIT_RETURN_IF_ERROR(database.Execute("BEGIN IMMEDIATE"));
    Status status = database.Execute(kSteps[version]);
    if (status.ok()) {
      status = database.Execute(("PRAGMA user_version=" + std::to_string(version + 1)).c_str());
    }
    if (status.ok()) status = database.Execute("COMMIT");
    if (!status.ok()) {
      database.Execute("ROLLBACK").IgnoreError();
      return status.WithContext("schema version " + std::to_string(version + 1));
    }
  }
  return OkStatus();
}

Status CheckIntegrity(SqliteConnection& database) {
  ADIT_ASSIGN_OR_RETURN(SqliteStatement statement, database.Prepare("PRAGMA quick_check(5)"));
  std::string faults;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) break;
    if (statement.Text(0) != "ok") faults += (faults.empty() ? "" : "; ") + statement.Text(0);
  }
  if (faults.empty()) return OkStatus();
  return DataLoss("database " + database.path() + " is damaged (" + faults +
                  "); stop the collector, keep a copy of the file, and restore the newest backup");
}

}  // namespace adit
