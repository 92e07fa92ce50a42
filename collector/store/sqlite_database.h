// SqliteDatabase: the file of the embedded store: one writer, a few readers, the dictionary.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "collector/store/sqlite_connection.h"
#include "collector/store/sqlite_writer.h"

namespace adit {

// Threads: any.
class SqliteDatabase {
 public:
  // Opens or creates `path`, checks it and migrates it. A damaged file is kDataLoss with what to
  // do; one in use by another collector is kUnavailable.
  [[nodiscard]] static Result<std::unique_ptr<SqliteDatabase>> Open(const std::string& path,
                                                                    bool create);
  ~SqliteDatabase();

  // For all connections from now on; it must outlive the database.
  [[nodiscard]] Status SetVault(BlockVault& vault);
  [[nodiscard]] SqliteWriter& writer() { return *writer_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  // A read-only connection on loan; it sees a consistent state for the length of one statement.
  class Reader {
   public:
    Reader(SqliteDatabase& owner, std::unique_ptr<SqliteConnection> connection)
        : owner_(&owner), connection_(std::move(connection)) {}
    Reader(Reader&&) = default;
    ~Reader();
    [[nodiscard]] SqliteConnection& operator*() { return *connection_; }
    [[nodiscard]] SqliteConnection* operator->() { return connection_.get(); }

   private:
    SqliteDatabase* owner_;
    std::unique_ptr<SqliteConnection> connection_;
  };
  [[nodiscard]] Result<Reader> Read();

 private:
  explicit SqliteDatabase(std::string path) : path_(std::move(path)) {}
  const std::string path_;
  int lock_file_ = -1;
  std::unique_ptr<SqliteWriter> writer_;
  std::mutex mutex_;
  BlockVault* vault_ = nullptr;                          // guarded by mutex_
  std::vector<std::unique_ptr<SqliteConnection>> idle_;  // guarded by mutex_
};

}  // namespace adit
