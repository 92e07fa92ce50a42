#include "privacy/scrub/recent_results.h"

#include <string>

#include <gtest/gtest.h>

namespace adit {
namespace {

RecentHash HashOfParts(RecentResults<int>& results, const std::vector<std::string>& parts) {
  ResultKey key = results.NewKey();
  for (const std::string& part : parts) key.Add(part);
  return key.Finish();
}

TEST(RecentResults, PartsCannotFlowTogether) {
  RecentResults<int> results(16);
  EXPECT_NE(HashOfParts(results, {"ab", "c"}), HashOfParts(results, {"a", "bc"}));
  EXPECT_EQ(HashOfParts(results, {"ab", "c"}), HashOfParts(results, {"ab", "c"}));
}

TEST(RecentResults, StaysBoundedAndNeverGivesAnothersResult) {
  RecentResults<int> results(16);
  for (int i = 0; i < 1000; ++i) results.Put(HashOfParts(results, {std::to_string(i)}), i);
  int known = 0;
  for (int i = 0; i < 1000; ++i) {
    const int* found = results.Find(HashOfParts(results, {std::to_string(i)}));
    if (found == nullptr) continue;
    EXPECT_EQ(*found, i);
    ++known;
  }
  EXPECT_LE(known, 16);
  EXPECT_GT(known, 0);
  results.Clear();
  EXPECT_EQ(results.Find(HashOfParts(results, {"999"})), nullptr);
}

}  // namespace
}  // namespace adit
