// OrderedTasks: numbered pieces of a search on many threads, their patterns handed on in order.
//
// Threads take the tasks in ascending order. When none is left, a thread joins the first task that
// is still under way: it opens the task once more for itself and takes some of its subtrees
// (TaskOutput::Claim), so that one heavy task does not keep the others waiting. The calling thread
// is one of them; it alone hands patterns on, whenever the first unfinished part has some, so a
// sink needs no lock.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "collector/mining/pattern_log.h"
#include "collector/mining/search_control.h"

namespace adit::mining {

class TaskOutput;

class OrderedTasks {
 public:
  // mine(task, worker, output) mines one task, or what is left to claim of it, on worker number
  // `worker` (0 is the caller's thread). deliver(task, log) is called on the caller's thread: logs
  // of one task in their order, tasks ascending, each task at least once.
  using MineTask = std::function<void(size_t task, unsigned worker, TaskOutput& output)>;
  using Deliver = std::function<void(size_t task, const PatternLog& log)>;

  // With `divide` threads may join a task; its subtrees are then to be claimed.
  OrderedTasks(size_t tasks, unsigned threads, bool divide, SearchControl& control, MineTask mine,
               Deliver deliver);
  // Returns when all tasks are delivered or the control stopped; then what was found before the
  // stop up to the first unfinished part is delivered.
  void Run();

 private:
  friend class TaskOutput;

  // Subtrees that one worker took one after the other.
  struct Part {
    std::vector<PatternLog> logs;
    bool finished = false;
  };
  struct Task {
    std::deque<Part> parts;  // in the order of what they hold
    uint64_t next_key = 0;   // subtrees from here on are not claimed
    unsigned workers = 0;    // at it now
    bool taken = false;      // whole: there is nothing left to claim
  };
  void Work(unsigned worker);
  // A task to begin, with its first part, or to join, without; false when there is none.
  bool Take(size_t& task, Part*& part);
  // Hands on what is ready; with `wait`, until everything is.
  void Drain(bool wait);
  // Takes a log that can be delivered; false when there is none.
  bool TakeLog(PatternLog& log);

  const unsigned threads_;
  const bool divide_;
  SearchControl& control_;
  const MineTask mine_;
  const Deliver deliver_;

  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<Task> tasks_;  // guarded by mutex_
  size_t next_task_ = 0;     // guarded by mutex_
  size_t running_ = 0;       // guarded by mutex_; workers other than the caller
  size_t head_ = 0;          // the caller's thread only: first task that is not delivered
};

// What one worker finds in one task. One thread.
class TaskOutput {
 public:
  // Without a part the worker joins a task that another one began.
  TaskOutput(OrderedTasks& tasks, size_t task, unsigned worker, OrderedTasks::Part* part);
  TaskOutput(const TaskOutput&) = delete;
  TaskOutput& operator=(const TaskOutput&) = delete;

  // Where patterns go. While `silent`, another worker finds what is above the subtrees.
  [[nodiscard]] PatternLog& log() { return log_; }
  [[nodiscard]] bool silent() const { return part_ == nullptr; }
  // For every subtree of the task, by ascending key: true when this worker is to search it.
  [[nodiscard]] bool Claim(uint32_t key);
  // Hands a large log on early.
  void FlushIfLarge() {
    if (log_.size_bytes() >= kFlushBytes) Flush();
  }
  // The worker is through with the task.
  void Close();

 private:
  static constexpr size_t kFlushBytes = size_t{64} << 10;

  void Flush();
  // REQUIRES: mutex_ held, a part.
  void Append();

  OrderedTasks& tasks_;
  const size_t task_;
  const unsigned worker_;
  OrderedTasks::Part* part_;
  PatternLog log_;
};

}  // namespace adit::mining
