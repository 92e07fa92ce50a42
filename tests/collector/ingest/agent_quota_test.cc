#include "collector/ingest/agent_quota.h"

#include <gtest/gtest.h>

#include "common/base/random.h"
#include "tests/fakes/fake_clock.h"

namespace adit {
namespace {

TEST(AgentQuota, ABurstIsAllowedThenTheRateHolds) {
  FakeClock clock;
  AgentQuota quota(
      {.batches_per_s = 10, .batches_burst = 5, .bytes_per_s = 1000, .bytes_burst = 10'000}, clock);
  const auto agent = wire::RandomId<wire::AgentId>(SystemRandom());
  const auto other = wire::RandomId<wire::AgentId>(SystemRandom());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(quota.Take(agent, 10), 0);
  EXPECT_GE(quota.Take(agent, 10), 1);
  EXPECT_EQ(quota.Take(other, 10), 0);
  clock.Advance(100'000);
  EXPECT_EQ(quota.Take(agent, 10), 0);
  EXPECT_GE(quota.Take(agent, 10), 1);
}

TEST(AgentQuota, BytesCountTooAndTheWaitIsLongEnough) {
  FakeClock clock;
  AgentQuota quota(
      {.batches_per_s = 100, .batches_burst = 100, .bytes_per_s = 1000, .bytes_burst = 4000},
      clock);
  const auto agent = wire::RandomId<wire::AgentId>(SystemRandom());
  EXPECT_EQ(quota.Take(agent, 4000), 0);
  const int wait_s = quota.Take(agent, 3000);
  EXPECT_EQ(wait_s, 3);
  clock.Advance(wait_s * kMicrosPerSecond);
  EXPECT_EQ(quota.Take(agent, 3000), 0);
}

}  // namespace
}  // namespace adit
