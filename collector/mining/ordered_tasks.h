// OrderedTasks: numbered pieces of a search on many threads, their patterns handed on in order.
//
// Threads take the tasks in ascending order. The calling thread is one of them; it alone hands
// patterns on, whenever the first unfinished task has some, so a sink needs no lock.
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

class OrderedTasks {
 public:
  // mine(task, worker, log, log_full) mines one task on worker number `worker` (0 is the caller's
  // thread); log_full may be called to hand a large log on early. deliver(task, log) is called on
  // the caller's thread: logs of one task in their order, tasks ascending, each task at least once.
  using MineTask =
      std::function<void(size_t task, unsigned worker, PatternLog& log,
                         const std::function<void(PatternLog&)>& log_full)>;
  using Deliver = std::function<void(size_t task, const PatternLog& log)>;

  OrderedTasks(size_t tasks, unsigned threads, SearchControl& control, MineTask mine,
               Deliver deliver);
  // Returns when all tasks are delivered or the control stopped; then what was found before the
  // stop in the tasks up to the first unfinished one is delivered.
  void Run();

 private:
  struct Output {
    std::deque<PatternLog> logs;
    bool finished = false;
  };
  void Work(unsigned worker);
  void Publish(size_t task, PatternLog& log, bool finished);
  // Hands on what is ready; with `wait`, until everything is.
  void Drain(bool wait);

  const size_t tasks_;
  const unsigned threads_;
  SearchControl& control_;
  const MineTask mine_;
  const Deliver deliver_;

  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<Output> outputs_;  // guarded by mutex_
  size_t next_task_ = 0;         // guarded by mutex_
  size_t running_ = 0;           // guarded by mutex_; workers other than the caller
  size_t head_ = 0;              // the caller's thread only
};

}  // namespace adit::mining
