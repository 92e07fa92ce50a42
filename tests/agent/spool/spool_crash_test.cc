// Power goes at each operation on the disk, in each way, and again during recovery.
#include <gtest/gtest.h>

#include "common/wire/limits.h"
#include "tests/agent/spool/spool_world.h"
#include "tests/fakes/crash_points.h"

namespace adit {
namespace {

constexpr int kEvents = 44;

// Appends, ships now and then, drops by quota: every path of the spool. Stops when the power goes.
void Script(SpoolWorld& world) {
  for (int i = 0; i < kEvents && !world.files.crashed(); ++i) {
    world.AppendOne(150'000);
    if (i % 20 == 19) world.ShipOne();
  }
}

SpoolWorld* NewWorld(uint64_t seed) {
  auto* world = new SpoolWorld(seed);
  world->options.seal_after_us = 1'000'000;
  world->options.commit_after_us = 300'000;
  // Room for the ballast and about three small files.
  world->options.ballast_bytes = 2 << 10;
  world->options.quota_bytes = wire::kSealBytes + 12'000;
  return world;
}

uint64_t OperationsOfScript() {
  const std::unique_ptr<SpoolWorld> world(NewWorld(1));
  EXPECT_TRUE(world->Open());
  Script(*world);
  EXPECT_GT(world->spool->Report().files_dropped, 0u) << "the script must reach the quota";
  EXPECT_GT(world->files_shipped, 0u);
  EXPECT_TRUE(world->spool->Report().ballast);
  return world->files.operations();
}

CrashPoints crash_points;

// Restarts, with a second crash at operation `again` of the recovery when it is not 0; then goes on
// working, drains and gives the account.
std::string AfterCrash(SpoolWorld& world, bool lose_all, uint64_t again) {
  ++crash_points.tried;
  world.PowerCut(lose_all);
  if (again != 0) {
    world.files.SetFault(world.files.operations() + again, Fault::kCrashPrefix);
    if (world.Open() && world.files.crashed()) world.spool.reset();
    world.spool.reset();
    world.PowerCut(lose_all);
  }
  if (!world.Open()) return "does not open after a crash";
  for (int i = 0; i < 6; ++i) world.AppendOne(150'000);
  world.Drain();
  return world.Account();
}

class SpoolCrash : public testing::TestWithParam<Fault> {};

TEST_P(SpoolCrash, AtEachOperationNothingUndeclaredIsLost) {
  const uint64_t operations = OperationsOfScript();
  for (uint64_t at = 1; at <= operations; ++at) {
    for (const bool lose_all : {false, true}) {
      const std::unique_ptr<SpoolWorld> world(NewWorld(at * 31 + lose_all));
      world->files.SetFault(at, GetParam());
      if (world->Open()) Script(*world);
      const std::string account = AfterCrash(*world, lose_all, 0);
      ASSERT_EQ(account, "") << "crash at operation " << at << " of " << operations
                             << (lose_all ? ", un-synced all lost" : "");
    }
  }
}

TEST_P(SpoolCrash, AgainDuringRecoveryNothingUndeclaredIsLost) {
  const uint64_t operations = OperationsOfScript();
  for (uint64_t at = 3; at <= operations; at += 5) {
    for (uint64_t again = 1; again <= 9; ++again) {
      const std::unique_ptr<SpoolWorld> world(NewWorld(at * 131 + again));
      world->files.SetFault(at, GetParam());
      if (world->Open()) Script(*world);
      ASSERT_EQ(AfterCrash(*world, again % 2 == 0, again), "")
          << "crash at operation " << at << ", again at " << again;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, SpoolCrash,
                         testing::Values(Fault::kCrashBefore, Fault::kCrashAfter,
                                         Fault::kCrashPrefix, Fault::kCrashGarbage));

class SpoolFailure : public testing::TestWithParam<Fault> {};

TEST_P(SpoolFailure, OfAnySingleOperationLosesNothingUndeclared) {
  const uint64_t operations = OperationsOfScript();
  for (uint64_t at = 1; at <= operations; ++at) {
    const std::unique_ptr<SpoolWorld> world(NewWorld(at));
    world->files.SetFault(at, GetParam());
    if (!world->Open()) { ASSERT_TRUE(world->Open()); }
    Script(*world);
    world->Drain();
    ASSERT_EQ(world->Account(), "") << "failure of operation " << at;
    // A failure that was reported must not become a loss at a later crash either.
    const std::unique_ptr<SpoolWorld> cut(NewWorld(at));
    cut->files.SetFault(at, GetParam());
    if (!cut->Open()) { ASSERT_TRUE(cut->Open()); }
    Script(*cut);
    ASSERT_EQ(AfterCrash(*cut, true, 0), "") << "failure of operation " << at << ", then a crash";
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, SpoolFailure,
                         testing::Values(Fault::kFail, Fault::kFailLoses, Fault::kNoSpace));

TEST(SpoolFailureRate, RandomFailuresAndCrashesLoseNothingUndeclared) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const std::unique_ptr<SpoolWorld> world(NewWorld(seed));
    world->files.SetFailureRate(0.05);
    for (int life = 0; life < 4; ++life) {
      for (int tries = 0; tries < 50 && !world->Open(); ++tries) {
      }
      ASSERT_NE(world->spool, nullptr);
      Script(*world);
      world->PowerCut(seed % 2 == 0);
    }
    world->files.SetFailureRate(0);
    ASSERT_TRUE(world->Open());
    world->Drain();
    ASSERT_EQ(world->Account(), "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace adit
