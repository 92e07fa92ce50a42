#include "collector/discovery/decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace adit {
namespace {

constexpr uint32_t kLabels = 7;

StepLog RandomLog(std::mt19937& engine, uint32_t steps) {
  StepLog log;
  log.labels.resize(kLabels);
  for (uint32_t i = 0; i < steps; ++i) {
    Step step;
    step.label = static_cast<uint32_t>(engine() % kLabels);
    step.first_event = i;
    log.steps.push_back(step);
  }
  log.sessions.push_back({1, 0, steps});
  return log;
}

// A model of two routines that share a label, from pieces picked at random.
StepModel RandomModel(std::mt19937& engine) {
  StepLog log;
  log.labels.resize(kLabels);
  Assignment assignment;
  const auto add = [&](uint32_t label) {
    Step step;
    step.label = label;
    log.steps.push_back(step);
    return static_cast<uint32_t>(log.steps.size() - 1);
  };
  for (uint32_t i = 0; i < 24; ++i) {
    const uint32_t first = i % 2 == 0 ? 0 : 3;
    Piece piece;
    for (uint32_t k = 0; k < 4; ++k) {
      if (engine() % 4 != 0) piece.push_back(add(first + k));
      if (engine() % 5 == 0) piece.push_back(add(first + static_cast<uint32_t>(engine() % 4)));
      if (engine() % 5 == 0) add(static_cast<uint32_t>(engine() % kLabels));
    }
    if (piece.empty()) continue;
    assignment.pieces.push_back(piece);
    assignment.routine.push_back(i % 2);
  }
  log.sessions.push_back({1, 0, static_cast<uint32_t>(log.steps.size())});
  return EstimateModel(log, {0}, assignment, {}, {});
}

// Every explanation of the steps, one after the other, by the costs of step_model.h.
class Plain {
 public:
  Plain(const StepLog& log, const StepModel& model, uint32_t open_tasks)
      : log_(log), model_(model), open_tasks_(open_tasks) {}

  double Best() {
    Walk(0, {}, 0);
    return best_;
  }

 private:
  struct Task {
    uint32_t routine = 0;
    uint32_t last = 0;  // state
    std::vector<bool> met;
    double missing = 0;
  };

  [[nodiscard]] double End(const Task& task) const {
    return model_.routines[task.routine].end[task.last] + std::max(0.0, task.missing);
  }

  void Met(Task& task, uint32_t own, double& bits) const {
    const RoutineModel& routine = model_.routines[task.routine];
    task.last = own;
    if (task.met[own]) {
      bits += routine.again[own];
      task.last += static_cast<uint32_t>(routine.labels.size());
    } else {
      task.missing += routine.first_time[own];
    }
    task.met[own] = true;
  }

  // The task that has just taken the step is the first; it goes on or ends.
  void OpenOrEnded(uint32_t step, std::vector<Task> open, double bits) {
    const Task task = open.front();
    Walk(step + 1, open, bits + model_.routines[task.routine].go_on[task.last]);
    open.erase(open.begin());
    Walk(step + 1, std::move(open), bits + End(task));
  }

  void Walk(uint32_t step, const std::vector<Task>& open, double bits) {
    if (step == log_.steps.size()) {
      for (const Task& task : open) bits += End(task);
      best_ = std::min(best_, bits);
      return;
    }
    const uint32_t label = log_.steps[step].label;
    Walk(step + 1, open,
         bits + model_.noise_label[label] +
             (open.empty() ? model_.noise_outside : model_.noise_inside));
    for (const auto& [r, own] : model_.of_label[label]) {
      const RoutineModel& routine = model_.routines[r];
      for (size_t t = 0; t < open.size(); ++t) {
        if (open[t].routine != r) continue;
        std::vector<Task> next = open;
        std::rotate(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(t),
                    next.begin() + static_cast<std::ptrdiff_t>(t) + 1);
        double on =
            bits + (t == 0 ? model_.on : model_.change_task) + routine.Follow(next[0].last, own);
        Met(next[0], own, on);
        OpenOrEnded(step, std::move(next), on);
      }
      if (open.size() >= open_tasks_ || routine.start[own] > 10) continue;
      Task task;
      task.routine = r;
      task.met.assign(routine.labels.size(), false);
      task.missing = routine.all_missing;
      double begun = bits + (open.empty() ? model_.begin_outside : model_.begin_inside) +
                     routine.start_routine + routine.start[own];
      Met(task, own, begun);
      std::vector<Task> next = open;
      next.insert(next.begin(), task);
      OpenOrEnded(step, std::move(next), begun);
    }
  }

  const StepLog& log_;
  const StepModel& model_;
  uint32_t open_tasks_;
  double best_ = 1e300;
};

TEST(Decoder, WithRoomForAllFindsTheCheapestExplanation) {
  std::mt19937 engine(11);
  size_t instances = 0;
  for (int round = 0; round < 60; ++round) {
    const StepModel model = RandomModel(engine);
    const StepLog log = RandomLog(engine, 7);
    for (const uint32_t open_tasks : {1U, 2U, 3U}) {
      DecodeOptions options;
      options.beam = 100'000;
      options.open_tasks = open_tasks;
      const Assignment found = Decode(log, {0}, model, {}, options, 1);
      EXPECT_NEAR(found.bits, Plain(log, model, open_tasks).Best(), 1e-3) << round;
      instances += found.pieces.size();
    }
  }
  EXPECT_GT(instances, 20U);
}

// A narrow beam may miss the cheapest explanation and never tells one as cheaper than it is.
TEST(Decoder, ANarrowBeamIsNeverCheaper) {
  std::mt19937 engine(12);
  for (int round = 0; round < 40; ++round) {
    const StepModel model = RandomModel(engine);
    const StepLog log = RandomLog(engine, 60);
    DecodeOptions wide;
    wide.beam = 2000;
    DecodeOptions narrow;
    narrow.beam = 4;
    EXPECT_GE(Decode(log, {0}, model, {}, narrow, 1).bits,
              Decode(log, {0}, model, {}, wide, 1).bits - 1e-3)
        << round;
  }
}

TEST(Decoder, ThreadsChangeNothing) {
  std::mt19937 engine(13);
  const StepModel model = RandomModel(engine);
  StepLog log = RandomLog(engine, 4000);
  log.sessions.clear();
  std::vector<uint32_t> sessions;
  for (uint32_t s = 0; s < 100; ++s) {
    log.sessions.push_back({1, s * 40, (s + 1) * 40});
    sessions.push_back(s);
  }
  const Assignment one = Decode(log, sessions, model, {}, {}, 1);
  const Assignment four = Decode(log, sessions, model, {}, {}, 4);
  EXPECT_EQ(one.pieces, four.pieces);
  EXPECT_EQ(one.routine, four.routine);
  EXPECT_EQ(one.bits, four.bits);
}

}  // namespace
}  // namespace adit
