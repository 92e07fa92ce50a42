// What privacy officers look after: texts the second gate withheld, noisy counts and their budget,
// questions whose a pseudonym is.
#include "collector/store/control_store.h"

namespace adit {
namespace {

constexpr std::string_view kGateColumns =
    "SELECT id, at_us, agent_id, agent_version, policy_version, field, rule, type, events, "
    "first_event FROM gate_entries ";
constexpr std::string_view kReleaseColumns =
    "SELECT id, at_us, year, run_id, routine, milli_epsilon, people, actor FROM count_releases ";
constexpr std::string_view kQuestionColumns =
    "SELECT id, state, pseudonym, reason, asked_by, asked_us, decided_by, decided_us "
    "FROM reidentifications ";

CountRelease ReadRelease(const SqliteStatement& row) {
  return {row.Int(0),  row.Int(1), row.Int(2), row.Int(3),
          row.Text(4), row.Int(5), row.Int(6), row.Text(7)};
}

Reidentification ReadQuestion(const SqliteStatement& row) {
  return {row.Int(0),  row.Text(1), row.Text(2), row.Text(3),
          row.Text(4), row.Int(5),  row.Text(6), row.Int(7)};
}

Result<int64_t> SpentIn(SqliteConnection& db, int64_t year) {
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement sum,
      db.Prepare("SELECT ifnull(sum(milli_epsilon), 0) FROM count_releases WHERE year = ?"));
  sum.Bind(1, year);
  ADIT_ASSIGN_OR_RETURN(const bool row, sum.Step());
  return row ? sum.Int(0) : 0;
}

}  // namespace

Status ControlStore::AddGateEntries(const std::vector<GateEntry>& entries) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare(
            "INSERT INTO gate_entries(at_us, agent_id, agent_version, policy_version, field, "
            "rule, type, events, first_event) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    for (const GateEntry& entry : entries) {
      add.Bind(1, entry.at_us).Bind(2, ByteView(entry.agent));
      add.Bind(3, std::string_view(entry.agent_version));
      add.Bind(4, static_cast<int64_t>(entry.policy_version));
      add.Bind(5, std::string_view(entry.field)).Bind(6, std::string_view(entry.rule));
      add.Bind(7, std::string_view(entry.type)).Bind(8, static_cast<int64_t>(entry.events));
      ADIT_RETURN_IF_ERROR(add.Bind(9, static_cast<int64_t>(entry.first_event)).Run());
      add.Reset();
    }
    return OkStatus();
  });
}

Result<std::vector<GateEntry>> ControlStore::GateEntries(int64_t before, size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare(std::string(kGateColumns) + "WHERE id < ? ORDER BY id DESC LIMIT ?"));
  rows.Bind(1, before).Bind(2, static_cast<int64_t>(limit));
  std::vector<GateEntry> entries;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return entries;
    GateEntry entry;
    entry.id = rows.Int(0);
    entry.at_us = rows.Int(1);
    entry.agent = ToArray<16>(rows.Blob(2)).value_or(Id16{});
    entry.agent_version = rows.Text(3);
    entry.policy_version = static_cast<uint64_t>(rows.Int(4));
    entry.field = rows.Text(5);
    entry.rule = rows.Text(6);
    entry.type = rows.Text(7);
    entry.events = static_cast<uint64_t>(rows.Int(8));
    entry.first_event = static_cast<uint64_t>(rows.Int(9));
    entries.push_back(std::move(entry));
  }
}

Result<CountRelease> ControlStore::AddCountRelease(const CountRelease& release,
                                                   int64_t budget_milli_epsilon) {
  CountRelease told = release;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                          db.Prepare(std::string(kReleaseColumns) +
                                     "WHERE run_id = ? AND routine = ? AND milli_epsilon = ?"));
    find.Bind(1, release.run).Bind(2, std::string_view(release.routine));
    ADIT_ASSIGN_OR_RETURN(const bool known, find.Bind(3, release.milli_epsilon).Step());
    if (known) {
      told = ReadRelease(find);
      return OkStatus();
    }
    ADIT_ASSIGN_OR_RETURN(const int64_t spent, SpentIn(db, release.year));
    if (release.milli_epsilon > budget_milli_epsilon - spent) {
      return ResourceExhausted("the year's budget holds " +
                               std::to_string(budget_milli_epsilon - spent) +
                               " thousandths of epsilon more; this count costs " +
                               std::to_string(release.milli_epsilon));
    }
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare(
            "INSERT INTO count_releases(at_us, year, run_id, routine, milli_epsilon, people, "
            "actor) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    add.Bind(1, release.at_us).Bind(2, release.year).Bind(3, release.run);
    add.Bind(4, std::string_view(release.routine)).Bind(5, release.milli_epsilon);
    add.Bind(6, release.people).Bind(7, std::string_view(release.actor));
    ADIT_RETURN_IF_ERROR(add.Run());
    told.id = db.last_insert_id();
    return OkStatus();
  });
  if (!written.ok()) return written;
  return told;
}

Result<int64_t> ControlStore::SpentMilliEpsilon(int64_t year) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  return SpentIn(*reader, year);
}

Result<std::vector<CountRelease>> ControlStore::CountReleases(size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        reader->Prepare(std::string(kReleaseColumns) + "ORDER BY id DESC LIMIT ?"));
  rows.Bind(1, static_cast<int64_t>(limit));
  std::vector<CountRelease> releases;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return releases;
    releases.push_back(ReadRelease(rows));
  }
}

Result<int64_t> ControlStore::AddReidentification(const Reidentification& question) {
  int64_t id = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO reidentifications(state, pseudonym, reason, asked_by, asked_us, "
                   "decided_by, decided_us) VALUES('asked', ?, ?, ?, ?, '', 0)"));
    add.Bind(1, std::string_view(question.pseudonym)).Bind(2, std::string_view(question.reason));
    ADIT_RETURN_IF_ERROR(
        add.Bind(3, std::string_view(question.asked_by)).Bind(4, question.asked_us).Run());
    id = db.last_insert_id();
    return OkStatus();
  });
  if (!written.ok()) return written;
  return id;
}

Status ControlStore::MoveReidentification(const Reidentification& question,
                                          const std::string& from_state) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                          db.Prepare("UPDATE reidentifications SET state = ?, decided_by = ?, "
                                     "decided_us = ? WHERE id = ? AND state = ?"));
    set.Bind(1, std::string_view(question.state)).Bind(2, std::string_view(question.decided_by));
    set.Bind(3, question.decided_us).Bind(4, question.id);
    ADIT_RETURN_IF_ERROR(set.Bind(5, std::string_view(from_state)).Run());
    return db.changes() == 1 ? OkStatus()
                             : FailedPrecondition("the question is no longer '" + from_state + "'");
  });
}

Result<std::optional<Reidentification>> ControlStore::FindReidentification(int64_t id) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        reader->Prepare(std::string(kQuestionColumns) + "WHERE id = ?"));
  find.Bind(1, id);
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
  if (!row) return std::optional<Reidentification>();
  return std::optional<Reidentification>(ReadQuestion(find));
}

Result<std::vector<Reidentification>> ControlStore::Reidentifications(size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows, reader->Prepare(std::string(kQuestionColumns) +
                                                              "ORDER BY id DESC LIMIT ?"));
  rows.Bind(1, static_cast<int64_t>(limit));
  std::vector<Reidentification> questions;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return questions;
    questions.push_back(ReadQuestion(rows));
  }
}

}  // namespace adit
