// SqliteConnection: one open SQLite database and its prepared statements, with Status instead of
// codes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/bytes.h"
#include "common/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace adit {

class BlockVault;

// A prepared statement on loan from its connection; reset when this goes away. Parameters count
// from 1, columns from 0. Texts and blobs bound must live until the last Step.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* database, sqlite3_stmt* statement)
      : database_(database), statement_(statement) {}
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;
  ~SqliteStatement();

  SqliteStatement& Bind(int index, int64_t value);
  SqliteStatement& Bind(int index, std::string_view text);
  SqliteStatement& Bind(int index, ByteView blob);
  SqliteStatement& BindNull(int index);

  // True while there is a row to read.
  [[nodiscard]] Result<bool> Step();
  // For statements without rows.
  [[nodiscard]] Status Run();
  void Reset();

  [[nodiscard]] int64_t Int(int column) const;
  [[nodiscard]] std::string Text(int column) const;
  // A view that the next Step or Reset ends.
  [[nodiscard]] ByteView Blob(int column) const;
  [[nodiscard]] bool IsNull(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_;
  int bind_error_ = 0;
};

enum class SqliteMode : uint8_t { kCreate, kReadWrite, kReadOnly };

// Threads: one at a time.
class SqliteConnection {
 public:
  // Refuses a file that is not a database of ours or is damaged (kDataLoss, with what to do).
  [[nodiscard]] static Result<std::unique_ptr<SqliteConnection>> Open(const std::string& path,
                                                                      SqliteMode mode);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  // One or more statements without parameters or rows.
  [[nodiscard]] Status Execute(const char* sql);
  // The statement is kept and given out again: `sql` is constant text. A statement must be returned
  // before the same text is prepared again.
  [[nodiscard]] Result<SqliteStatement> Prepare(std::string_view sql);
  [[nodiscard]] int64_t last_insert_id() const;
  // Rows changed by the last statement.
  [[nodiscard]] int64_t changes() const;
  [[nodiscard]] bool in_transaction() const;
  // Copies the whole database, consistently, to a new file, while others read and write.
  [[nodiscard]] Status BackupTo(const std::string& path);
  // Opens and seals stored events; null = they are not sealed.
  [[nodiscard]] BlockVault* vault() const { return vault_; }
  void set_vault(BlockVault* vault) { vault_ = vault; }
  [[nodiscard]] sqlite3* handle() { return database_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit SqliteConnection(std::string path) : path_(std::move(path)) {}
  std::string path_;
  sqlite3* database_ = nullptr;
  BlockVault* vault_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

// While it lives, what is deleted or replaced is overwritten with zeros (SQLite's secure_delete).
class OverwritingDeletes {
 public:
  explicit OverwritingDeletes(SqliteConnection& database) : database_(database) {
    database_.Execute("PRAGMA secure_delete=ON").IgnoreError();
  }
  ~OverwritingDeletes() { database_.Execute("PRAGMA secure_delete=OFF").IgnoreError(); }
  OverwritingDeletes(const OverwritingDeletes&) = delete;
  OverwritingDeletes& operator=(const OverwritingDeletes&) = delete;

 private:
  SqliteConnection& database_;
};

// The failure of the last call on `database` as a Status: full disk is kResourceExhausted, damage
// kDataLoss, a lock kUnavailable, a violated constraint kAlreadyExists.
[[nodiscard]] Status SqliteFailure(sqlite3* database, int code);

}  // namespace adit
