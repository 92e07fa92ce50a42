#include <algorithm>

#include "collector/store/control_store.h"

namespace adit {
namespace {

// Ids are hexadecimal: a blank parts them.
std::string Joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : " ") + id;
  return text;
}

std::vector<std::string> Parted(const std::string& text) {
  std::vector<std::string> ids;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    ids.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return ids;
}

}  // namespace

Result<int64_t> ControlStore::AddEdit(const Edit& edit, std::optional<int64_t> expected_last) {
  int64_t seq = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    {
      ADIT_ASSIGN_OR_RETURN(SqliteStatement last, db.Prepare("SELECT max(seq) FROM edits"));
      ADIT_ASSIGN_OR_RETURN(const bool row, last.Step());
      const int64_t newest = row ? last.Int(0) : 0;
      if (expected_last && *expected_last != newest) {
        return FailedPrecondition("somebody else edited meanwhile; look again, then decide");
      }
      seq = newest + 1;
    }
    ADIT_ASSIGN_OR_RETURN(SqliteStatement add,
                          db.Prepare("INSERT INTO edits(seq, at_us, author, kind, routine, value, "
                                     "variants) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    const std::string variants = Joined(edit.variants);
    add.Bind(1, seq).Bind(2, edit.at_us).Bind(3, std::string_view(edit.author));
    add.Bind(4, EditKindName(edit.kind)).Bind(5, std::string_view(edit.routine));
    add.Bind(6, std::string_view(edit.value)).Bind(7, std::string_view(variants));
    return add.Run();
  });
  if (!written.ok()) return written;
  return seq;
}

Result<std::vector<Edit>> ControlStore::Edits() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare("SELECT seq, at_us, author, kind, routine, value, variants FROM edits "
                      "ORDER BY seq"));
  std::vector<Edit> edits;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return edits;
    const std::optional<EditKind> kind = ParseEditKind(rows.Text(3));
    if (!kind) {
      return DataLoss("edit " + std::to_string(rows.Int(0)) + " has the unknown kind '" +
                      rows.Text(3) + "'");
    }
    edits.push_back({rows.Int(0), rows.Int(1), rows.Text(2), *kind, rows.Text(4), rows.Text(5),
                     Parted(rows.Text(6))});
  }
}

Status ControlStore::SaveIdentities(int64_t run, const std::vector<RoutineIdentity>& identities) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement save,
        db.Prepare("INSERT INTO routine_identities(key, run_id, steps) VALUES(?, ?, ?) "
                   "ON CONFLICT(key) DO UPDATE SET run_id = excluded.run_id, "
                   "steps = excluded.steps"));
    for (const RoutineIdentity& identity : identities) {
      Bytes steps;
      ByteWriter out(steps);
      for (const WeightedStep& step : identity.steps) {
        out.U64(step.step);
        out.U32(step.permille);
      }
      save.Bind(1, std::string_view(identity.key)).Bind(2, run).Bind(3, ByteView(steps));
      ADIT_RETURN_IF_ERROR(save.Run());
      save.Reset();
    }
    return OkStatus();
  });
}

Result<std::vector<RoutineIdentity>> ControlStore::Identities() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        reader->Prepare("SELECT key, steps FROM routine_identities ORDER BY key"));
  std::vector<RoutineIdentity> identities;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return identities;
    RoutineIdentity identity{rows.Text(0), {}};
    ByteReader in(rows.Blob(1));
    while (in.ok() && in.remaining() > 0) {
      const uint64_t step = in.U64();
      identity.steps.push_back({step, in.U32()});
    }
    if (!in.ok()) return DataLoss("the identity of routine " + identity.key + " is damaged");
    identities.push_back(std::move(identity));
  }
}

}  // namespace adit
