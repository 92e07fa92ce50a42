#include "common/base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace adit {
namespace {

TEST(Random, ASeedGivesTheSameSequenceForEver) {
  SeededRandom random(42);
  // Recorded once; a change would silently change every simulated log.
  EXPECT_EQ(random.Next64(), 1546998764402558742U);
  EXPECT_EQ(random.Next64(), 6990951692964543102U);
}

TEST(Random, BelowReachesEveryValueAndNoOther) {
  SeededRandom random(1);
  std::set<uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.Below(7));
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(*seen.rbegin(), 6U);
}

TEST(Random, TheSystemDoesNotRepeatItself) {
  EXPECT_NE(SystemRandom().Next64(), SystemRandom().Next64());
}

}  // namespace
}  // namespace adit
