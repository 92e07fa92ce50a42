#include "common/base/bounded_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace adit {
namespace {

using std::chrono::microseconds;

TEST(BoundedQueue, AFullQueueRefusesAndCounts) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.TryPush(1));
  EXPECT_TRUE(queue.TryPush(2));
  EXPECT_FALSE(queue.TryPush(3));
  EXPECT_EQ(queue.TakeRefused(), 1U);
  EXPECT_EQ(queue.TakeRefused(), 0U);
  EXPECT_EQ(queue.PopSome(10, microseconds(0)), (std::vector<int>{1, 2}));
}

TEST(BoundedQueue, NothingIsLostBetweenThreads) {
  BoundedQueue<int> queue(16);
  std::thread producer([&] {
    for (int i = 0; i < 1000;) {
      if (queue.TryPush(i)) ++i;
    }
    queue.Close();
  });
  std::vector<int> all;
  while (!queue.closed_and_empty()) {
    for (const int value : queue.PopSome(7, microseconds(1000))) all.push_back(value);
  }
  producer.join();
  ASSERT_EQ(all.size(), 1000U);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(all[i], i);
}

}  // namespace
}  // namespace adit
