#include "agent/runtime/period_keys.h"

#include <gtest/gtest.h>

#include "common/base/clock.h"
#include "privacy/mask/pseudonym.h"
#include "tests/fakes/memory_file_system.h"

namespace adit {
namespace {

constexpr int64_t kNow = 1'770'000'000'000'000;
constexpr int64_t kDay = 86'400 * kMicrosPerSecond;

std::string Shown(const crypto::HashKey& key) {
  const crypto::HashKey period = DerivePeriodKey(key, KeyPurpose::kPseudonym, 1);
  return Pseudonym(period, FindingType::kPerson, "Max Mustermann");
}

TEST(PeriodKeys, OneKeyInsideAPeriodAcrossRuns) {
  MemoryFileSystem files;
  PeriodKeys first(files, "/state/period-keys");
  const auto a = first.Take(kNow, 30);
  PeriodKeys second(files, "/state/period-keys");
  const auto b = second.Take(kNow + kDay, 30);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(KeyPeriod(kNow, 30), KeyPeriod(kNow + kDay, 30));
  EXPECT_EQ(Shown(*a), Shown(*b));
}

TEST(PeriodKeys, TheKeyOfAnEndedPeriodIsGoneAndNotComputable) {
  MemoryFileSystem files;
  PeriodKeys keys(files, "/state/period-keys");
  const auto old = keys.Take(kNow, 30);
  const auto next = keys.Take(kNow + 31 * kDay, 30);
  ASSERT_TRUE(old.ok() && next.ok());
  EXPECT_NE(Shown(*old), Shown(*next));
  const auto entries = files.List("/state/period-keys");
  ASSERT_TRUE(entries.ok());
  EXPECT_EQ(entries->size(), 1U);
  // Setting the clock back does not bring it back.
  const auto again = keys.Take(kNow, 30);
  ASSERT_TRUE(again.ok());
  EXPECT_NE(Shown(*again), Shown(*old));
}

TEST(PeriodKeys, AnotherLengthOfPeriodsEndsTheOldOne) {
  MemoryFileSystem files;
  PeriodKeys keys(files, "/state/period-keys");
  const auto old = keys.Take(kNow, 30);
  const auto next = keys.Take(kNow, 7);
  ASSERT_TRUE(old.ok() && next.ok());
  EXPECT_NE(Shown(*old), Shown(*next));
  EXPECT_EQ(files.List("/state/period-keys")->size(), 1U);
}

}  // namespace
}  // namespace adit
