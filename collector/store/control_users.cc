#include "collector/store/control_store.h"

namespace adit {
namespace {

constexpr std::string_view kUserColumns =
    "SELECT name, role, password_hash, created_us, changed_us, disabled, failures, locked_until_us "
    "FROM users ";

UserEntry ReadUser(const SqliteStatement& row) {
  return {row.Text(0), row.Text(1),     row.Text(2),
          row.Int(3),  row.Int(4),      row.Int(5) != 0,
          static_cast<uint32_t>(row.Int(6)), row.Int(7)};
}

}  // namespace

Status ControlStore::AddUser(const UserEntry& user) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement add,
        db.Prepare("INSERT INTO users(name, role, password_hash, created_us, changed_us, disabled, "
                   "failures, locked_until_us) VALUES(?, ?, ?, ?, ?, 0, 0, 0)"));
    add.Bind(1, std::string_view(user.name)).Bind(2, std::string_view(user.role));
    add.Bind(3, std::string_view(user.password_hash)).Bind(4, user.created_us);
    const Status added = add.Bind(5, user.created_us).Run();
    if (added.code() == StatusCode::kAlreadyExists)
      return AlreadyExists("there is an account '" + user.name + "' already");
    return added;
  });
}

Status ControlStore::UpdateUser(const UserEntry& user) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement set,
        db.Prepare("UPDATE users SET role = ?, password_hash = ?, changed_us = ?, disabled = ?, "
                   "failures = ?, locked_until_us = ? WHERE name = ?"));
    set.Bind(1, std::string_view(user.role)).Bind(2, std::string_view(user.password_hash));
    set.Bind(3, user.changed_us).Bind(4, int64_t{user.disabled});
    set.Bind(5, static_cast<int64_t>(user.failures)).Bind(6, user.locked_until_us);
    ADIT_RETURN_IF_ERROR(set.Bind(7, std::string_view(user.name)).Run());
    return db.changes() == 1 ? OkStatus() : NotFound("there is no account '" + user.name + "'");
  });
}

Status ControlStore::CountUserFailure(const std::string& name, uint32_t limit,
                                      int64_t locked_until_us) {
  return database_.writer().Run([&](SqliteConnection& db) -> Status {
    // In one statement, so that attempts at the same time count each.
    ADIT_ASSIGN_OR_RETURN(
        SqliteStatement count,
        db.Prepare("UPDATE users SET failures = CASE WHEN failures + 1 >= ?1 THEN 0 ELSE failures "
                   "+ 1 END, locked_until_us = CASE WHEN failures + 1 >= ?1 THEN ?2 ELSE "
                   "locked_until_us END WHERE name = ?3"));
    return count.Bind(1, static_cast<int64_t>(limit))
        .Bind(2, locked_until_us)
        .Bind(3, std::string_view(name))
        .Run();
  });
}

Result<std::optional<UserEntry>> ControlStore::FindUser(const std::string& name) {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement find,
                        reader->Prepare(std::string(kUserColumns) + "WHERE name = ?"));
  find.Bind(1, std::string_view(name));
  ADIT_ASSIGN_OR_RETURN(const bool row, find.Step());
  if (!row) return std::optional<UserEntry>();
  return std::optional<UserEntry>(ReadUser(find));
}

Result<std::vector<UserEntry>> ControlStore::Users() {
  ADIT_ASSIGN_OR_RETURN(SqliteDatabase::Reader reader, database_.Read());
  ADIT_ASSIGN_OR_RETURN(SqliteStatement rows,
                        reader->Prepare(std::string(kUserColumns) + "ORDER BY name"));
  std::vector<UserEntry> users;
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return users;
    users.push_back(ReadUser(rows));
  }
}

}  // namespace adit
