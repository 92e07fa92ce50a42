// Tasks on many threads: what is handed on, and in which order.
#include "collector/mining/ordered_tasks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

namespace adit::mining {
namespace {

constexpr uint32_t kSubtrees = 200;

// A task whose pattern is its number and whose subtrees are one pattern each.
void MineSubtrees(size_t task, TaskOutput& output,
                  const std::function<void(uint32_t key)>& search) {
  if (!output.silent()) output.log().Append(1, static_cast<uint32_t>(task), 1000);
  for (uint32_t key = 0; key < kSubtrees; ++key) {
    if (!output.Claim(key)) continue;
    output.log().Append(2, key, 1);
    search(key);
  }
}

std::vector<uint32_t> CodesOf(const std::vector<PatternLog>& logs) {
  std::vector<uint32_t> codes;
  for (const PatternLog& log : logs) {
    PatternLog::Reader reader(log);
    uint32_t length = 0;
    uint32_t code = 0;
    uint64_t support = 0;
    while (reader.Next(length, code, support)) codes.push_back(length == 1 ? 1000 + code : code);
  }
  return codes;
}

// True when the condition came true within some seconds.
bool WaitFor(const std::function<bool()>& condition) {
  for (int i = 0; i < 10'000 && !condition(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return condition();
}

TEST(OrderedTasks, AThreadWithoutATaskJoinsTheLastOneAndTheOrderStays) {
  MiningParameters parameters;
  SearchControl control(parameters);
  for (const unsigned threads : {2u, 4u}) {
    std::atomic<uint32_t> claimed_by[4] = {};
    std::vector<PatternLog> logs;
    OrderedTasks tasks(
        1, threads, true, control,
        [&](size_t task, unsigned worker, TaskOutput& output) {
          MineSubtrees(task, output, [&](uint32_t) {
            // The first subtree of a thread lasts until all threads have one.
            if (++claimed_by[worker] > 1) return;
            EXPECT_TRUE(WaitFor([&] {
              unsigned busy = 0;
              for (const auto& claimed : claimed_by) busy += claimed > 0 ? 1 : 0;
              return busy == threads;
            }));
          });
        },
        [&](size_t, const PatternLog& log) { logs.push_back(log); });
    tasks.Run();
    std::vector<uint32_t> expected{1000};
    for (uint32_t key = 0; key < kSubtrees; ++key) expected.push_back(key);
    EXPECT_EQ(CodesOf(logs), expected);
  }
}

TEST(OrderedTasks, ManyDividedTasksAreDeliveredInOrder) {
  MiningParameters parameters;
  SearchControl control(parameters);
  std::vector<uint32_t> expected;
  for (uint32_t task = 0; task < 20; ++task) {
    expected.push_back(1000 + task);
    for (uint32_t key = 0; key < kSubtrees; ++key) expected.push_back(key);
  }
  for (const unsigned threads : {1u, 2u, 5u, 30u}) {
    std::vector<PatternLog> logs;
    size_t last_task = 0;
    OrderedTasks tasks(
        20, threads, threads > 1, control,
        [&](size_t task, unsigned, TaskOutput& output) {
          MineSubtrees(task, output, [&](uint32_t key) {
            if (key % 16 == 0) std::this_thread::yield();
          });
        },
        [&](size_t task, const PatternLog& log) {
          EXPECT_GE(task, last_task);
          last_task = task;
          logs.push_back(log);
        });
    tasks.Run();
    EXPECT_EQ(CodesOf(logs), expected) << threads << " threads";
  }
}

// A thread may join a task before the one that began it has found anything.
TEST(OrderedTasks, WhatIsAboveTheSubtreesComesFirstHoweverFastAThreadJoins) {
  MiningParameters parameters;
  SearchControl control(parameters);
  for (int round = 0; round < 2000; ++round) {
    std::vector<PatternLog> logs;
    OrderedTasks tasks(
        1, 4, true, control,
        [&](size_t task, unsigned, TaskOutput& output) {
          if (!output.silent()) output.log().Append(1, static_cast<uint32_t>(task), 1000);
          for (uint32_t key = 0; key < 3; ++key) {
            if (output.Claim(key)) output.log().Append(2, key, 1);
          }
        },
        [&](size_t, const PatternLog& log) { logs.push_back(log); });
    tasks.Run();
    ASSERT_EQ(CodesOf(logs), (std::vector<uint32_t>{1000, 0, 1, 2})) << "round " << round;
  }
}

TEST(OrderedTasks, AfterAStopABeginningOfTheOrderIsDelivered) {
  MiningParameters parameters;
  for (const unsigned threads : {1u, 2u, 4u}) {
    SearchControl control(parameters);
    std::vector<PatternLog> logs;
    OrderedTasks tasks(
        3, threads, threads > 1, control,
        [&](size_t task, unsigned, TaskOutput& output) {
          MineSubtrees(task, output, [&](uint32_t key) {
            if (task == 1 && key == kSubtrees / 2) control.Stop(StopReason::kTimeLimit);
          });
        },
        [&](size_t, const PatternLog& log) { logs.push_back(log); });
    tasks.Run();
    uint32_t next = 0;
    for (const uint32_t code : CodesOf(logs)) {
      EXPECT_EQ(code, next % (kSubtrees + 1) == 0 ? 1000 + next / (kSubtrees + 1)
                                                  : next % (kSubtrees + 1) - 1);
      ++next;
    }
  }
}

}  // namespace
}  // namespace adit::mining
