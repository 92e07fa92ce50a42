#include "collector/mining/ordered_tasks.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace adit::mining {

TaskOutput::TaskOutput(OrderedTasks& tasks, size_t task, unsigned worker, OrderedTasks::Part* part)
    : tasks_(tasks), task_(task), worker_(worker), part_(part) {}

void TaskOutput::Append() {
  tasks_.control_.AccountMemory(static_cast<int64_t>(log_.size_bytes()));
  part_->logs.push_back(std::exchange(log_, {}));
}

// As long as no other worker claims a subtree, all of them are one part.
bool TaskOutput::Claim(uint32_t key) {
  if (!tasks_.divide_) return true;
  const std::lock_guard lock(tasks_.mutex_);
  OrderedTasks::Task& task = tasks_.tasks_[task_];
  if (key < task.next_key) return false;
  task.next_key = uint64_t{key} + 1;
  if (part_ == &task.parts.back()) return true;
  if (part_ != nullptr) {
    Append();
    part_->finished = true;
    tasks_.ready_.notify_one();
  }
  part_ = &task.parts.emplace_back();
  return true;
}

void TaskOutput::Flush() {
  if (part_ == nullptr) return;
  {
    const std::lock_guard lock(tasks_.mutex_);
    Append();
  }
  if (worker_ == 0) tasks_.Drain(false);
}

void TaskOutput::Close() {
  const std::lock_guard lock(tasks_.mutex_);
  OrderedTasks::Task& task = tasks_.tasks_[task_];
  --task.workers;
  if (part_ != nullptr) {
    Append();
    part_->finished = !tasks_.control_.stopped();
  }
  task.taken = true;
  tasks_.ready_.notify_one();
}

OrderedTasks::OrderedTasks(size_t tasks, unsigned threads, bool divide, SearchControl& control,
                           MineTask mine, Deliver deliver)
    : threads_(divide ? threads
                      : static_cast<unsigned>(
                            std::clamp<size_t>(threads, 1, std::max<size_t>(tasks, 1)))),
      divide_(divide && threads > 1),
      control_(control),
      mine_(std::move(mine)),
      deliver_(std::move(deliver)),
      tasks_(tasks) {}

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

bool OrderedTasks::Take(size_t& task, Part*& part) {
  const std::lock_guard lock(mutex_);
  part = nullptr;
  if (next_task_ < tasks_.size()) {
    task = next_task_++;
    // Before anyone can join: what is above the subtrees comes first.
    part = &tasks_[task].parts.emplace_back();
  } else {
    const auto found = std::find_if(tasks_.begin(), tasks_.end(), [&](const Task& t) {
      return divide_ && t.workers > 0 && !t.taken;
    });
    if (found == tasks_.end()) return false;
    task = static_cast<size_t>(found - tasks_.begin());
  }
  ++tasks_[task].workers;
  return true;
}

void OrderedTasks::Work(unsigned worker) {
  size_t task = 0;
  Part* part = nullptr;
  while (!control_.stopped() && Take(task, part)) {
    TaskOutput output(*this, task, worker, part);
    mine_(task, worker, output);
    output.Close();
    if (worker == 0) Drain(false);
  }
  if (worker == 0) return;
  const std::lock_guard lock(mutex_);
  --running_;
  ready_.notify_one();
}

bool OrderedTasks::TakeLog(PatternLog& log) {
  while (head_ < tasks_.size()) {
    Task& task = tasks_[head_];
    if (task.parts.empty()) return false;
    Part& part = task.parts.front();
    if (!part.logs.empty()) {
      log = std::move(part.logs.front());
      part.logs.erase(part.logs.begin());
      return true;
    }
    if (!part.finished) return false;
    if (task.parts.size() > 1) {
      task.parts.pop_front();
    } else if (task.workers == 0) {
      task.parts.clear();
      ++head_;
    } else {
      return false;
    }
  }
  return false;
}

void OrderedTasks::Drain(bool wait) {
  PatternLog log;
  std::unique_lock lock(mutex_);
  while (true) {
    if (TakeLog(log)) {
      const size_t task = head_;
      lock.unlock();
      deliver_(task, log);
      control_.AccountMemory(-static_cast<int64_t>(log.size_bytes()));
      lock.lock();
    } else if (head_ < tasks_.size() && wait && running_ > 0) {
      ready_.wait(lock);
    } else {
      return;  // all delivered, not ready, or stopped before its end
    }
  }
}

}  // namespace adit::mining
