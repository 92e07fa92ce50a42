#include "collector/store/sqlite_database.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "collector/store/schema.h"

namespace adit {
namespace {
constexpr size_t kIdleReaders = 8;
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::string& path, bool create) {
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(path));
  if (!create && access(path.c_str(), F_OK) != 0) {
    return NotFound("there is no database " + path + "; `adit-collector init` makes one");
  }
  // SQLite itself would let two collectors share the file; two writers must never be.
  const std::string lock_path = path + ".lock";
  database->lock_file_ = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (database->lock_file_ < 0) {
    return PermissionDenied("cannot open " + lock_path +
                            " for writing; run as the owner of the data directory");
  }
  if (flock(database->lock_file_, LOCK_EX | LOCK_NB) != 0) {
    return Unavailable(
        "database " + path +
        " is in use by another collector; stop it first, or talk to it over its API");
  }
  if (create) {
    // SQLite gives its other files the mode of this one.
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) close(file);
  }
  ADIT_ASSIGN_OR_RETURN(
      std::unique_ptr<SqliteConnection> connection,
      SqliteConnection::Open(path, create ? SqliteMode::kCreate : SqliteMode::kReadWrite));
  ADIT_RETURN_IF_ERROR(MigrateSchema(*connection));
  ADIT_RETURN_IF_ERROR(CheckIntegrity(*connection));
  database->writer_ = std::make_unique<SqliteWriter>(std::move(connection));
  return database;
}

Status SqliteDatabase::SetVault(BlockVault& vault) {
  {
    const std::lock_guard lock(mutex_);
    vault_ = &vault;
    idle_.clear();
  }
  return writer_->Run([&vault](SqliteConnection& connection) {
    connection.set_vault(&vault);
    return OkStatus();
  });
}

SqliteDatabase::~SqliteDatabase() {
  {
    const std::lock_guard lock(mutex_);
    idle_.clear();
  }
  writer_.reset();
  if (lock_file_ >= 0) close(lock_file_);
}

SqliteDatabase::Reader::~Reader() {
  if (connection_ == nullptr) return;
  const std::lock_guard lock(owner_->mutex_);
  if (owner_->idle_.size() < kIdleReaders) owner_->idle_.push_back(std::move(connection_));
}

Result<SqliteDatabase::Reader> SqliteDatabase::Read() {
  BlockVault* vault = nullptr;
  {
    const std::lock_guard lock(mutex_);
    vault = vault_;
    if (!idle_.empty()) {
      Reader reader(*this, std::move(idle_.back()));
      idle_.pop_back();
      return reader;
    }
  }
  ADIT_ASSIGN_OR_RETURN(std::unique_ptr<SqliteConnection> connection,
                        SqliteConnection::Open(path_, SqliteMode::kReadOnly));
  connection->set_vault(vault);
  return Reader(*this, std::move(connection));
}

}  // namespace adit
