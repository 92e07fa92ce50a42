#include "collector/store/restore.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <memory>

#include "collector/store/schema.h"
#include "collector/store/sqlite_connection.h"
#include "common/io/file_system.h"

namespace adit {
namespace {

// The lock a running collector holds (sqlite_database.cc).
class DatabaseLock {
 public:
  explicit DatabaseLock(const std::string& path)
      : file_(open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  ~DatabaseLock() {
    if (file_ >= 0) close(file_);
  }
  DatabaseLock(const DatabaseLock&) = delete;
  DatabaseLock& operator=(const DatabaseLock&) = delete;
  [[nodiscard]] bool Take() const { return file_ >= 0 && flock(file_, LOCK_EX | LOCK_NB) == 0; }

 private:
  const int file_;
};

Status CheckDatabase(const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const auto database,
                        SqliteConnection::Open(path, SqliteMode::kReadWrite));
  ADIT_ASSIGN_OR_RETURN(SqliteStatement application, database->Prepare("PRAGMA application_id"));
  ADIT_ASSIGN_OR_RETURN([[maybe_unused]] const bool row, application.Step());
  if (application.Int(0) != kStoreApplicationId) {
    return InvalidArgument(path + " is not a collector's database");
  }
  application.Reset();
  return CheckIntegrity(*database);
}

void RemoveWithJournals(const std::string& path) {
  for (const char* const suffix : {"", "-wal", "-shm", "-journal"}) {
    RealFileSystem().Remove(path + suffix).IgnoreError();
  }
}

// Also a directory without a slash before it.
std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
}

}  // namespace

Status BackUpDatabase(const std::string& database_path, const std::string& backup_path) {
  FileSystem& files = RealFileSystem();
  if (files.Exists(backup_path)) {
    return AlreadyExists(backup_path + " is there already; a backup never overwrites");
  }
  Status status = OkStatus();
  {
    ADIT_ASSIGN_OR_RETURN(const auto database,
                          SqliteConnection::Open(database_path, SqliteMode::kReadOnly));
    status = database->BackupTo(backup_path);
  }
  if (status.ok()) status = CheckDatabase(backup_path);
  if (!status.ok()) {
    RemoveWithJournals(backup_path);
    return status;
  }
  return files.SyncDirectory(DirectoryOf(backup_path));
}

Status RestoreDatabase(const std::string& backup_path, const std::string& database_path) {
  FileSystem& files = RealFileSystem();
  if (!files.Exists(backup_path)) return NotFound("there is no backup " + backup_path);
  const DatabaseLock lock(database_path);
  if (!lock.Take()) {
    return Unavailable("database " + database_path +
                       " is in use by a collector; stop it first");
  }
  const std::string copy = database_path + ".restoring";
  RemoveWithJournals(copy);
  Status status = OkStatus();
  {
    auto backup = SqliteConnection::Open(backup_path, SqliteMode::kReadOnly);
    status = backup.ok() ? (*backup)->BackupTo(copy) : backup.status();
  }
  // The copy is checked, not the backup: what was copied is what will be used.
  if (status.ok()) status = CheckDatabase(copy);
  if (!status.ok()) {
    RemoveWithJournals(copy);
    return status.WithContext("restore of " + backup_path);
  }
  const std::string replaced = database_path + ".replaced";
  if (files.Exists(database_path)) RemoveWithJournals(replaced);
  // The database first: without it no collector starts, while one without its journal would start
  // with an older state. The new one comes only after the old journal has gone.
  for (const char* const suffix : {"", "-wal"}) {
    const Status moved = files.Rename(database_path + suffix, replaced + suffix);
    if (!moved.ok() && moved.code() != StatusCode::kNotFound) return moved;
  }
  files.Remove(database_path + "-shm").IgnoreError();
  ADIT_RETURN_IF_ERROR(files.Rename(copy, database_path));
  return files.SyncDirectory(DirectoryOf(database_path));
}

}  // namespace adit
