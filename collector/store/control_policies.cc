#include "collector/store/control_store.h"

namespace adit {
namespace {

constexpr std::string_view kDraftColumns =
    "SELECT id, state, document, reason, author, created_us, tests, decided_by, decided_us, version "
    "FROM policy_drafts ";

PolicyDraft ReadDraft(const SqliteStatement& row) {
  return {row.Int(0),  row.Text(1), row.Text(2), row.Text(3), row.Text(4),
          row.Int(5),  row.Text(6), row.Text(7), row.Int(8),  static_cast<uint64_t>(row.Int(9))};
}

}  // namespace

Result<int64_t> ControlStore::AddPolicyDraft(const PolicyDraft& draft) {
  int64_t id = 0;
  const Status written = database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO policy_drafts(state, document, reason, author, created_us, "
                   "tested_us, tests, decided_by, decided_us, version) "
                   "VALUES('draft', ?, ?, ?, ?, 0, '', '', 0, ?)"));
    add.Bind(1, std::string_view(draft.document)).Bind(2, std::string_view(draft.reason));
    add.Bind(3, std::string_view(draft.author)).Bind(4, draft.created_us);
    ADIT_RETURN_IF_ERROR(add.Bind(5, static_cast<int64_t>(draft.version)).Run());
    id = db.last_insert_id();
    return OkStatus();
  });
  if (!written.ok()) return written;
  return id;
}

Status ControlStore::MovePolicyDraft(const PolicyDraft& draft, const std::string& from_state) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    // Two officers at once: only one of them finds the state they saw.
    ADIT_ASSIGN_OR_RETURN(SqliteStatement set,
                          db.Prepare("UPDATE policy_drafts SET state = ?, tests = ?, decided_by = "
                                     "?, decided_us = ? WHERE id = ? AND state = ?"));
    set.Bind(1, std::string_view(draft.state)).Bind(2, std::string_view(draft.tests));
    set.Bind(3, std::string_view(draft.decided_by)).Bind(4, draft.decided_us).Bind(5, draft.id);
    ADIT_RETURN_IF_ERROR(set.Bind(6, std::string_view(from_state)).Run());
    return db.changes() == 1 ? OkStatus()
                             : FailedPrecondition("the draft is no longer '" + from_state + "'");
  });
}

Result<std::optional<PolicyDraft>> ControlStore::FindPolicyDraft(int64_t id) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        reader->Prepare(std::string(kDraftColumns) + "WHERE id = ?"));
  find.Bind(1, id);
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
  if (!row) return std::optional<PolicyDraft>();
  return std::optional<PolicyDraft>(ReadDraft(find));
}

Result<std::vector<PolicyDraft>> ControlStore::PolicyDrafts(size_t limit) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(
      SqliteStatement rows,
      reader->Prepare(std::string(kDraftColumns) + "ORDER BY id DESC LIMIT ?"));
  rows.Bind(1, static_cast<int64_t>(limit));
  std::vector<PolicyDraft> drafts;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return drafts;
    drafts.push_back(ReadDraft(rows));
  }
}

}  // namespace adit
