#include "collector/store/sqlite_connection.h"

#include <sqlite3.h>

#include <utility>

namespace adit {

Status SqliteFailure(sqlite3* database, int code) {
  const std::string text = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  const char* file = database == nullptr ? nullptr : sqlite3_db_filename(database, "main");
  const std::string message =
      (file == nullptr ? "database" : "database " + std::string(file)) + ": " + text;
  switch (code & 0xff) {
    case SQLITE_FULL:
      return ResourceExhausted(message + "; free space on its volume, then try again");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DataLoss(
          message +
          "; the file is damaged: stop the collector, keep a copy of the file, and restore "
          "the newest backup (adit-collector backup)");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Unavailable(message + "; another program holds the database");
    case SQLITE_CONSTRAINT:
      return AlreadyExists(message);
    case SQLITE_CANTOPEN:
      return NotFound(message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return PermissionDenied(message);
    case SQLITE_IOERR:
      return Unavailable(message);
    default:
      return Internal(message + " (SQLite code " + std::to_string(code) + ")");
  }
}

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      bind_error_(other.bind_error_) {}

SqliteStatement::~SqliteStatement() {
  if (statement_ != nullptr) Reset();
}

void SqliteStatement::Reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  bind_error_ = 0;
}

SqliteStatement& SqliteStatement::Bind(int index, int64_t value) {
  const int code = sqlite3_bind_int64(statement_, index, value);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

SqliteStatement& SqliteStatement::Bind(int index, std::string_view text) {
  // A null pointer would bind NULL instead of the empty text.
  const int code = sqlite3_bind_text64(statement_, index, text.empty() ? "" : text.data(),
                                       text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

SqliteStatement& SqliteStatement::Bind(int index, ByteView blob) {
  const int code = blob.empty() ? sqlite3_bind_zeroblob(statement_, index, 0)
                                : sqlite3_bind_blob64(statement_, index, blob.data(), blob.size(),
                                                      SQLITE_STATIC);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

SqliteStatement& SqliteStatement::BindNull(int index) {
  const int code = sqlite3_bind_null(statement_, index);
  if (code != SQLITE_OK) bind_error_ = code;
  return *this;
}

Result<bool> SqliteStatement::Step() {
  if (bind_error_ != 0) return SqliteFailure(database_, bind_error_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return SqliteFailure(database_, code);
}

Status SqliteStatement::Run() {
  const Result<bool> row = Step();
  return row.ok() ? OkStatus() : row.status();
}

int64_t SqliteStatement::Int(int column) const { return sqlite3_column_int64(statement_, column); }

std::string SqliteStatement::Text(int column) const { return std::string(AsText(Blob(column))); }

ByteView SqliteStatement::Blob(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const uint8_t*>(bytes), bytes == nullptr ? 0 : static_cast<size_t>(size)};
}

bool SqliteStatement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path,
                                                                 SqliteMode mode) {
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(path));
  int flags = SQLITE_OPEN_NOMUTEX;
  if (mode == SqliteMode::kReadOnly) {
    flags |= SQLITE_OPEN_READONLY;
  } else {
    flags |= SQLITE_OPEN_READWRITE | (mode == SqliteMode::kCreate ? SQLITE_OPEN_CREATE : 0);
  }
  const int code = sqlite3_open_v2(path.c_str(), &connection->database_, flags, nullptr);
  if (code != SQLITE_OK) return SqliteFailure(connection->database_, code).WithContext(path);
  sqlite3_extended_result_codes(connection->database_, 1);
  sqlite3_busy_timeout(connection->database_, 5000);
  // Content of a damaged or foreign file must not run code or reach beyond its tables.
  sqlite3_db_config(connection->database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection->database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  ADIT_RETURN_IF_ERROR(connection->Execute("PRAGMA mmap_size=0; PRAGMA cell_size_check=ON"));
  return connection;
}

SqliteConnection::~SqliteConnection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(database_);
}

Status SqliteConnection::Execute(const char* sql) {
  const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? OkStatus() : SqliteFailure(database_, code);
}

Result<SqliteStatement> SqliteConnection::Prepare(std::string_view sql) {
  sqlite3_stmt*& statement = statements_[std::string(sql)];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return SqliteFailure(database_, code);
  }
  ADIT_CHECK(statement != nullptr && sqlite3_stmt_busy(statement) == 0);
  return SqliteStatement(database_, statement);
}

int64_t SqliteConnection::last_insert_id() const { return sqlite3_last_insert_rowid(database_); }

int64_t SqliteConnection::changes() const { return sqlite3_changes64(database_); }

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }

Status SqliteConnection::BackupTo(const std::string& path) {
  sqlite3* target = nullptr;
  int code =
      sqlite3_open_v2(path.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  Status status = OkStatus();
  if (code == SQLITE_OK) {
    sqlite3_backup* backup = sqlite3_backup_init(target, "main", database_, "main");
    if (backup != nullptr) {
      // Small steps: a writer waits for none of them longer than a few milliseconds.
      do {
        code = sqlite3_backup_step(backup, 1024);
      } while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
      sqlite3_backup_finish(backup);
    }
    if (code != SQLITE_DONE) status = SqliteFailure(target, sqlite3_errcode(target));
  } else {
    status = SqliteFailure(target, code);
  }
  sqlite3_close_v2(target);
  return status.WithContext("backup to " + path);
}

}  // namespace adit
