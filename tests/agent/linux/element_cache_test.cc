#include "agent/linux/element_cache.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

AccessibleRef Ref(const std::string& connection, int n) {
  return {connection, "/a/" + std::to_string(n)};
}

TEST(RefCache, KeepsWhatWasUsedLast) {
  RefCache<int> cache(2);
  cache.Put(Ref(":1.1", 1), 1);
  cache.Put(Ref(":1.1", 2), 2);
  ASSERT_NE(cache.Find(Ref(":1.1", 1)), nullptr);
  cache.Put(Ref(":1.1", 3), 3);
  EXPECT_EQ(cache.Find(Ref(":1.1", 2)), nullptr);
  EXPECT_EQ(*cache.Find(Ref(":1.1", 1)), 1);
  EXPECT_EQ(cache.size(), 2U);
}

TEST(RefCache, NeverOutgrowsItsCapacity) {
  RefCache<int> cache(16);
  for (int i = 0; i < 1000; ++i) {
    cache.Put(Ref(":1.1", i % 100), i);
    ASSERT_LE(cache.size(), 16U);
  }
}

TEST(RefCache, ForgetsOneObjectAndAWholeApplication) {
  RefCache<int> cache(8);
  for (int i = 0; i < 3; ++i) {
    cache.Put(Ref(":1.1", i), i);
    cache.Put(Ref(":1.2", i), i);
  }
  cache.Forget(Ref(":1.1", 0));
  EXPECT_EQ(cache.Find(Ref(":1.1", 0)), nullptr);
  cache.ForgetConnection(":1.2");
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_NE(cache.Find(Ref(":1.1", 1)), nullptr);
}

}  // namespace
}  // namespace adit
