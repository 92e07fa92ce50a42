#include "collector/store/ledger.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/random.h"

namespace adit {
namespace {

TEST(Ledger, ReceivedAndLostTileTheNumbers) {
  IncarnationLedger ledger;
  CountRanges({{11, 10}, {1, 5}}, {{6, 5}}, kNoOpenLoss, ledger);
  EXPECT_EQ(ledger.stored_events, 15u);
  EXPECT_EQ(ledger.lost_events, 5u);
  EXPECT_EQ(ledger.highest_event, 20u);
  EXPECT_EQ(ledger.missing_events, 0u);
}

TEST(Ledger, ANumberReceivedAndDeclaredLostCountsAsReceived) {
  IncarnationLedger ledger;
  CountRanges({{1, 10}}, {{5, 10}}, kNoOpenLoss, ledger);
  EXPECT_EQ(ledger.stored_events, 10u);
  EXPECT_EQ(ledger.lost_events, 4u);
}

TEST(Ledger, RangesAtTheEndOf64BitsDoNotOverflow) {
  IncarnationLedger ledger;
  CountRanges({{UINT64_MAX - 3, UINT64_MAX}}, {}, kNoOpenLoss, ledger);
  EXPECT_EQ(ledger.stored_events, 3u);
}

TEST(Ledger, CountsAsANaiveSetDoes) {
  SeededRandom random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<NumberRange> received;
    std::vector<NumberRange> lost;
    std::set<uint64_t> got;
    std::set<uint64_t> gone;
    uint64_t repeated = 0;
    for (uint64_t n = random.Below(6); n > 0; --n) {
      received.push_back({1 + random.Below(40), random.Below(12)});
      for (uint64_t i = 0; i < received.back().count; ++i)
        repeated += got.insert(received.back().first + i).second ? 0 : 1;
    }
    for (uint64_t n = random.Below(6); n > 0; --n) {
      lost.push_back({1 + random.Below(40), random.Below(12)});
      for (uint64_t i = 0; i < lost.back().count; ++i) gone.insert(lost.back().first + i);
    }
    const uint64_t open = random.Chance(0.3) ? 1 + random.Below(60) : kNoOpenLoss;
    uint64_t highest = got.empty() ? 0 : *got.rbegin();
    if (!gone.empty()) highest = std::max(highest, *gone.rbegin());
    for (uint64_t n = open; n <= highest; ++n) gone.insert(n);
    for (const uint64_t number : got) gone.erase(number);
    std::set<uint64_t> all = got;
    all.insert(gone.begin(), gone.end());
    IncarnationLedger ledger;
    CountRanges(received, lost, open, ledger);
    EXPECT_EQ(ledger.stored_events, got.size());
    EXPECT_EQ(ledger.lost_events, gone.size());
    EXPECT_EQ(ledger.repeated_events, repeated);
    EXPECT_EQ(ledger.highest_event, all.empty() ? 0 : *all.rbegin());
    EXPECT_EQ(ledger.missing_events, ledger.highest_event - all.size());
  }
}

}  // namespace
}  // namespace adit
