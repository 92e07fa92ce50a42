// SqliteWriter: the one thread that writes to the database, many small works to a durable commit.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "collector/store/sqlite_connection.h"
#include "common/base/status.h"

namespace adit {

struct WriterCounters {
  uint64_t commits = 0;
  uint64_t works = 0;
  uint64_t failures = 0;
  int64_t last_commit_wall_us = 0;  // 0 = none yet
};

// Every work runs in a savepoint of its own inside a shared transaction, so that the failure of one
// undoes that one alone. `done` is called after the commit has reached stable storage (or failed),
// on the writer's thread: it must be quick and must not submit and wait.
//
// The single writer also owns every checkpoint: SQLite 3.40 can lose a WAL reset when two
// connections write or checkpoint at once.
class SqliteWriter {
 public:
  using Work = std::function<Status(SqliteConnection&)>;
  using Done = std::function<void(const Status&)>;

  explicit SqliteWriter(std::unique_ptr<SqliteConnection> connection);
  // Commits what is queued, then stops.
  ~SqliteWriter();
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  // kUnavailable when kMaxQueuedWorks wait already; `done` is not called then. Threads: any.
  [[nodiscard]] Status Submit(Work work, Done done);
  // Waits for the commit. Never from the writer's thread.
  [[nodiscard]] Status Run(Work work);
  [[nodiscard]] WriterCounters counters() const;

  static constexpr size_t kMaxQueuedWorks = 8192;
  static constexpr size_t kMaxWorksPerCommit = 1024;

 private:
  struct Queued {
    Work work;
    Done done;
  };
  void Loop();
  void CommitTogether(std::deque<Queued>& works);

  const std::unique_ptr<SqliteConnection> connection_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Queued> queue_;  // guarded by mutex_
  WriterCounters counters_;   // guarded by mutex_
  bool stopping_ = false;     // guarded by mutex_
  std::thread thread_;
};

}  // namespace adit
