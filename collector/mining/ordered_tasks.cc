#include "collector/mining/ordered_tasks.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace adit::mining {

OrderedTasks::OrderedTasks(size_t tasks, unsigned threads, SearchControl& control, MineTask mine,
                           Deliver deliver)
    : tasks_(tasks),
      threads_(static_cast<unsigned>(std::clamp<size_t>(threads, 1, std::max<size_t>(tasks, 1)))),
      control_(control),
      mine_(std::move(mine)),
      deliver_(std::move(deliver)),
      outputs_(tasks) {}

void OrderedTasks::Run() {
  std::vector<std::thread> workers;
  running_ = threads_ - 1;
  for (unsigned worker = 1; worker < threads_; ++worker) {
    workers.emplace_back([this, worker] { Work(worker); });
  }
  Work(0);
  Drain(true);
  for (std::thread& worker : workers) worker.join();
}

void OrderedTasks::Work(unsigned worker) {
  while (!control_.stopped()) {
    size_t task = 0;
    {
      const std::lock_guard lock(mutex_);
      if (next_task_ == tasks_) break;
      task = next_task_++;
    }
    PatternLog log;
    mine_(task, worker, log, [&](PatternLog& full) {
      Publish(task, full, false);
      if (worker == 0) Drain(false);
    });
    Publish(task, log, !control_.stopped());
    if (worker == 0) Drain(false);
  }
  if (worker == 0) return;
  const std::lock_guard lock(mutex_);
  --running_;
  ready_.notify_one();
}

void OrderedTasks::Publish(size_t task, PatternLog& log, bool finished) {
  control_.AccountMemory(static_cast<int64_t>(log.size_bytes()));
  const std::lock_guard lock(mutex_);
  outputs_[task].logs.push_back(std::exchange(log, {}));
  outputs_[task].finished = finished;
  if (finished) ready_.notify_one();
}

void OrderedTasks::Drain(bool wait) {
  std::unique_lock lock(mutex_);
  while (head_ < tasks_) {
    Output& output = outputs_[head_];
    if (!output.logs.empty()) {
      const PatternLog log = std::move(output.logs.front());
      output.logs.pop_front();
      lock.unlock();
      deliver_(head_, log);
      control_.AccountMemory(-static_cast<int64_t>(log.size_bytes()));
      lock.lock();
    } else if (output.finished) {
      ++head_;
    } else if (wait && running_ > 0) {
      ready_.wait(lock);
    } else {
      return;  // not ready, or stopped before its end
    }
  }
  lock.unlock();
}

}  // namespace adit::mining
