#include "collector/jobs/count_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace adit {
namespace {

constexpr int kDraws = 200'000;

std::map<int64_t, int> Draw(int64_t milli_epsilon) {
  SeededRandom random(11);
  std::map<int64_t, int> counts;
  for (int i = 0; i < kDraws; ++i) ++counts[DrawCountNoise(milli_epsilon, random)];
  return counts;
}

// The promise itself: of two counts that differ by one, no answer is more than exp(epsilon) times
// as likely under one as under the other.
TEST(CountNoise, NeighbouringCountsAreNearlyAsLikely) {
  for (const int64_t milli_epsilon : {250, 500, 1000, 1700}) {
    const auto counts = Draw(milli_epsilon);
    const double bound = std::exp(static_cast<double>(milli_epsilon) / 1000);
    for (int64_t n = -4; n <= 4; ++n) {
      const auto here = counts.find(n);
      const auto next = counts.find(n + 1);
      if (here == counts.end() || next == counts.end() || here->second < 2000 ||
          next->second < 2000) {
        continue;
      }
      const double ratio = static_cast<double>(here->second) / next->second;
      // The two-sided geometric distribution reaches the bound everywhere; 6 % are the draws'.
      EXPECT_NEAR(ratio, n < 0 ? 1 / bound : bound, 0.09 * (n < 0 ? 1 / bound : bound))
          << milli_epsilon << " at " << n;
    }
  }
}

TEST(CountNoise, HasTheMeanAndVarianceOfItsDistribution) {
  for (const int64_t milli_epsilon : {100, 1000}) {
    double sum = 0;
    double squares = 0;
    for (const auto& [n, count] : Draw(milli_epsilon)) {
      sum += static_cast<double>(n) * count;
      squares += static_cast<double>(n) * static_cast<double>(n) * count;
    }
    const double alpha = std::exp(-static_cast<double>(milli_epsilon) / 1000);
    const double variance = 2 * alpha / ((1 - alpha) * (1 - alpha));
    EXPECT_NEAR(sum / kDraws, 0, 5 * std::sqrt(variance / kDraws));
    EXPECT_NEAR(squares / kDraws, variance, 0.05 * variance);
  }
}

}  // namespace
}  // namespace adit
