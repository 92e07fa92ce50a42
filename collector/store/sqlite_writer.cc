#include "collector/store/sqlite_writer.h"

#include <future>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/logger.h"

namespace adit {

SqliteWriter::SqliteWriter(std::unique_ptr<SqliteConnection> connection)
    : connection_(std::move(connection)), thread_([this] { Loop(); }) {}

SqliteWriter::~SqliteWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  thread_.join();
}

Status SqliteWriter::Submit(Work work, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return Unavailable("the store is shutting down");
    if (queue_.size() >= kMaxQueuedWorks) {
      return Unavailable("the store has " + std::to_string(kMaxQueuedWorks) +
                         " writes waiting; try again later");
    }
    queue_.push_back({std::move(work), std::move(done)});
  }
  ready_.notify_one();
  return OkStatus();
}

Status SqliteWriter::Run(Work work) {
  ADIT_CHECK(std::this_thread::get_id() != thread_.get_id());
  std::promise<Status> promise;
  std::future<Status> outcome = promise.get_future();
  ADIT_RETURN_IF_ERROR(
      Submit(std::move(work), [&promise](const Status& status) { promise.set_value(status); }));
  return outcome.get();
}

WriterCounters SqliteWriter::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

void SqliteWriter::Loop() {
  for (;;) {
    std::deque<Queued> works;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      if (queue_.size() <= kMaxWorksPerCommit) {
        works.swap(queue_);
      } else {
        for (size_t i = 0; i < kMaxWorksPerCommit; ++i) {
          works.push_back(std::move(queue_.front()));
          queue_.pop_front();
        }
      }
    }
    CommitTogether(works);
  }
}

void SqliteWriter::CommitTogether(std::deque<Queued>& works) {
  std::vector<Status> outcomes(works.size());
  Status transaction = connection_->Execute("BEGIN IMMEDIATE");
  if (transaction.ok()) {
    for (size_t i = 0; i < works.size(); ++i) {
      Status status = connection_->Execute("SAVEPOINT work");
      if (status.ok()) {
        status = works[i].work(*connection_);
        if (!status.ok()) connection_->Execute("ROLLBACK TO work").IgnoreError();
        const Status released = connection_->Execute("RELEASE work");
        if (status.ok()) status = released;
      }
      outcomes[i] = status;
      // A full disk or an I/O error ends the whole transaction, not the savepoint.
      if (!connection_->in_transaction()) {
        transaction = status.ok() ? Internal("the transaction ended early") : status;
        break;
      }
    }
    if (transaction.ok()) transaction = connection_->Execute("COMMIT");
    if (connection_->in_transaction()) connection_->Execute("ROLLBACK").IgnoreError();
  }
  if (!transaction.ok()) {
    LogError("store: commit failed", {{"error", transaction.ToString()}, {"works", works.size()}});
  }
  {
    const std::lock_guard lock(mutex_);
    counters_.works += works.size();
    if (transaction.ok()) {
      ++counters_.commits;
      counters_.last_commit_wall_us = SystemClock().WallMicros();
    } else {
      ++counters_.failures;
    }
  }
  for (size_t i = 0; i < works.size(); ++i) {
    works[i].done(transaction.ok() || !outcomes[i].ok() ? outcomes[i] : transaction);
  }
}

}  // namespace adit
