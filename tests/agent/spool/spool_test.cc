#include "agent/spool/spool.h"

#include <gtest/gtest.h>

#include <functional>

#include "common/event/ui_event.h"
#include "common/wire/limits.h"
#include "tests/agent/spool/spool_world.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit {
namespace {

// The type is the promise: nothing but a masked event goes in.
template <typename T>
concept Appendable = requires(Spool& spool, T event) { spool.Append(std::move(event)); };
static_assert(Appendable<MaskedEvent>);
static_assert(!Appendable<EventRecord>);
static_assert(!Appendable<UiEvent>);

std::vector<std::string> Named(const SpoolWorld& world, std::string_view suffix) {
  std::vector<std::string> found;
  for (const std::string& path : world.files.Paths()) {
    if (path.ends_with(suffix)) found.push_back(path);
  }
  return found;
}

TEST(Spool, DeliversEveryEventOnceAndInOrder) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 200; ++i) world.AppendOne();
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 200u);
  EXPECT_TRUE(world.declared.empty());
  EXPECT_TRUE(Named(world, ".sealed").empty());
}

TEST(Spool, ContinuesItsNumbersAfterACleanStop) {
  SpoolWorld world;
  for (int run = 0; run < 4; ++run) {
    ASSERT_TRUE(world.Open());
    for (int i = 0; i < 10; ++i) world.AppendOne();
    if (run == 2) world.Drain();  // nothing is left on disk but the state
    ASSERT_TRUE(world.spool->Close().ok());
    world.spool.reset();
  }
  ASSERT_TRUE(world.Open());
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 40u);
  EXPECT_EQ(world.received.begin()->first.first, world.received.rbegin()->first.first)
      << "one incarnation";
  EXPECT_TRUE(world.declared.empty()) << "a clean stop loses nothing";
}

TEST(Spool, EventsAreDurableWithinASecond) {
  SpoolWorld world;
  world.options.commit_after_us = 1'000'000;
  ASSERT_TRUE(world.Open());
  world.AppendOne(0);
  world.clock.Advance(1'000'000);
  world.spool->Tick();
  EXPECT_EQ(world.spool->Report().pending_events, 0u);
  world.at_risk.clear();
  world.PowerCut(/*lose_all=*/true);
  ASSERT_TRUE(world.Open());
  world.Drain();
  EXPECT_EQ(world.received.size(), 1u);
}

TEST(Spool, ACrashDeclaresItsWindowWithOneNumber) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 5; ++i) world.AppendOne(0);
  ASSERT_TRUE(world.spool->Commit().ok());
  world.at_risk.clear();
  for (int i = 0; i < 3; ++i) world.AppendOne(0);
  world.PowerCut(true);
  ASSERT_TRUE(world.Open());
  EXPECT_EQ(world.spool->Report().files_recovered, 1u);
  EXPECT_EQ(world.spool->Report().next_event_seq, 7u);
  world.AppendOne();
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 6u);
  ASSERT_EQ(world.declared.size(), 1u);
  const wire::LossRange loss = world.declared.begin()->second.at(0);
  EXPECT_EQ(loss.reason, wire::LossReason::kCrashWindow);
  EXPECT_EQ(loss.first, 6u);
  EXPECT_EQ(loss.count, 1u);
}

// The spool of a crash that the disk, full at the next start, did not let be ended.
void CrashIntoAFullDisk(SpoolWorld& world) {
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 5; ++i) world.AppendOne(0);
  ASSERT_TRUE(world.spool->Commit().ok());
  world.at_risk.clear();
  world.PowerCut(true);
  world.files.SetCapacity(world.files.UsedBytes());
  ASSERT_TRUE(world.Open());
  ASSERT_EQ(Named(world, ".open").size(), 1u);
  ASSERT_TRUE(Named(world, ".sealed").empty());
}

TEST(Spool, AFileThatAFullDiskKeptOpenAfterACrashIsSentOnceThereIsSpace) {
  SpoolWorld world;
  CrashIntoAFullDisk(world);
  world.files.SetCapacity(UINT64_MAX);
  for (int i = 0; i < 3; ++i) world.AppendOne();
  world.Drain();
  EXPECT_EQ(world.received.size(), 8u) << "in this life, not after the next start";
  EXPECT_TRUE(Named(world, ".open").empty());
  EXPECT_EQ(world.Account(), "");
}

TEST(Spool, WhatAPersonWantsForgottenIsAlsoDeletedFromAFileThatACrashLeftOpen) {
  SpoolWorld world;
  CrashIntoAFullDisk(world);
  EXPECT_FALSE(world.spool->Forget(0).ok()) << "it cannot be done, so it is not said to be done";
  world.files.SetCapacity(UINT64_MAX);
  const auto forgotten = world.spool->Forget(0);
  ASSERT_TRUE(forgotten.ok()) << forgotten.status().ToString();
  EXPECT_EQ(forgotten->events, 5u);
  EXPECT_TRUE(Named(world, ".open").empty());
  world.Drain();
  EXPECT_TRUE(world.received.empty());
  EXPECT_EQ(world.Account(), "");
}

// What had been set aside stayed, although it held the minutes that were to be forgotten.
TEST(Spool, WhatAPersonWantsForgottenIsAlsoDeletedFromTheQuarantine) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  ASSERT_TRUE(world.spool->Quarantine(*world.spool->Oldest()).ok());
  world.clock.Advance(3600ll * 1'000'000);
  const int64_t since = world.clock.WallMicros();
  for (const bool damaged : {false, true}) {
    world.AppendOne();
    ASSERT_TRUE(world.spool->Seal().ok());
    if (damaged) (*world.files.Find(Named(world, ".sealed").front()))[700] ^= 1;
    ASSERT_TRUE(world.spool->Quarantine(*world.spool->Oldest()).ok());
  }
  const auto set_aside = [&] {
    std::vector<std::string> paths = Named(world, ".sealed");
    std::erase_if(paths, [](const auto& path) { return path.find("/quarantine/") == path.npos; });
    return paths.size();
  };
  ASSERT_EQ(set_aside(), 3u);
  ASSERT_TRUE(world.spool->Forget(since).ok());
  EXPECT_EQ(set_aside(), 1u) << "what is older stays";
  world.Drain();
  EXPECT_EQ(world.Account(), "");
}

TEST(Spool, ThisMachineCannotReadItsOwnSpool) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 50; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  for (const std::string& path : world.files.Paths()) {
    EXPECT_EQ(AsText(*world.files.Find(path)).find("event "), std::string_view::npos) << path;
  }
  // All keys an endpoint has: its own signing key, and the public key of the collector.
  const auto file = world.spool->Oldest();
  const auto bytes = world.spool->Read(*file);
  const auto verified = wire::VerifyEnvelope(*bytes, world.signer.public_key);
  crypto::BoxKeyPair endpoint = crypto::GenerateBoxKeyPair();
  endpoint.public_key = world.collector.public_key;
  EXPECT_FALSE(wire::OpenEnvelope(*bytes, *verified, endpoint).ok());
}

TEST(Spool, TheQuotaDropsTheOldestAndDeclaresIt) {
  SpoolWorld world;
  world.options.quota_bytes = wire::kSealBytes + 40'000;
  world.options.seal_after_us = 500'000;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 300; ++i) world.AppendOne(100'000);
  const SpoolReport report = world.spool->Report();
  EXPECT_GT(report.files_dropped, 0u);
  EXPECT_LE(report.sealed_bytes, world.options.quota_bytes);
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size() + report.events_lost, 300u);
}

// Seven batches of 20 events: one of work, one that says what could not be seen, the others low.
void FillWithPriorities(SpoolWorld& world) {
  for (const ActionType action :
       {ActionType::kClick, ActionType::kCaptureGap, ActionType::kScroll, ActionType::kScroll,
        ActionType::kScroll, ActionType::kElementFocus, ActionType::kScroll}) {
    world.action = action;
    for (int i = 0; i < 20; ++i) world.AppendOne(1'000);
    ASSERT_TRUE(world.spool->Seal().ok());
  }
}

TEST(Spool, TheQuotaDropsWhatMattersLeastFirstAlsoAfterARestart) {
  for (const bool restart : {false, true}) {
    SpoolWorld world;
    ASSERT_TRUE(world.Open());
    FillWithPriorities(world);
    const SpoolReport full = world.spool->Report();
    ASSERT_EQ(full.sealed_files, 7u);
    ASSERT_TRUE(world.spool->Close().ok());
    // Room for what is there but two files, and for one that is being written.
    world.options.quota_bytes =
        full.sealed_bytes * 5 / 7 + world.options.ballast_bytes + wire::kSealBytes;
    if (restart) {
      world.spool.reset();
    } else {
      // The same files by a spool that never closed: its own list, not the files', gives the order.
      SpoolWorld smaller;
      smaller.options.quota_bytes = world.options.quota_bytes;
      ASSERT_TRUE(smaller.Open());
      FillWithPriorities(smaller);
      smaller.Drain();
      EXPECT_EQ(smaller.Account(), "");
      std::set<uint64_t> got;
      for (const auto& [number, id] : smaller.received) got.insert(id);
      EXPECT_TRUE(got.contains(1) && got.contains(21)) << "work and gaps outlast what is younger";
      EXPECT_FALSE(got.contains(41)) << "the oldest of the lowest goes first";
      continue;
    }
    ASSERT_TRUE(world.Open());
    world.action = ActionType::kClick;
    world.AppendOne();
    EXPECT_EQ(world.spool->Report().files_dropped, 2u);
    world.Drain();
    EXPECT_EQ(world.Account(), "");
    ASSERT_EQ(world.declared.size(), 1u);
    ASSERT_EQ(world.declared.begin()->second.size(), 1u);
    const wire::LossRange& loss = world.declared.begin()->second.front();
    EXPECT_EQ(loss.reason, wire::LossReason::kOverflow);
    EXPECT_EQ(loss.first, 41u);
    EXPECT_EQ(loss.count, 40u);
  }
}

TEST(Spool, TheLastSecondReachesADiskThatIsFull) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  world.options.commit_after_us = 10'000'000;
  world.AppendOne();  // its Tick() takes the ballast
  ASSERT_TRUE(world.spool->Commit().ok());
  ASSERT_TRUE(world.spool->Report().ballast);
  ASSERT_EQ(Named(world, "/ballast").size(), 1u);
  for (int i = 0; i < 100; ++i) world.AppendOne(1'000);
  ASSERT_GT(world.spool->Report().pending_events, 50u);
  world.files.SetCapacity(world.files.UsedBytes());  // somebody else took all there was
  EXPECT_TRUE(world.spool->Commit().ok());
  EXPECT_FALSE(world.spool->Report().ballast) << "spent";
  EXPECT_TRUE(world.spool->Report().disk_full);
  world.PowerCut(true);
  world.files.SetCapacity(UINT64_MAX);
  world.may_be_missing.clear();
  ASSERT_TRUE(world.Open());
  world.Drain();
  EXPECT_EQ(world.Account(), "") << "none of them is in a crash window";
  EXPECT_EQ(world.received.size(), 101u);
  world.clock.Advance(61'000'000);
  world.spool->Tick();
  EXPECT_TRUE(world.spool->Report().ballast) << "taken anew once there is space";
}

TEST(Spool, TheBallastCountsAgainstTheQuota) {
  SpoolWorld world;
  world.options.ballast_bytes = 300'000;
  world.options.quota_bytes = 1 << 20;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 150; ++i) {
    world.AppendOne();
    ASSERT_TRUE(world.spool->Seal().ok());
  }
  EXPECT_TRUE(world.spool->Report().ballast);
  EXPECT_LE(world.files.UsedBytes(), world.options.quota_bytes);
  EXPECT_GT(world.spool->Report().files_dropped, 0u);
}

TEST(Spool, WhatThePolicyKeepsNoLongerIsRemovedAndDeclared) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  constexpr int64_t kHourUs = 3600ll * kMicrosPerSecond;
  world.spool->SetMaxAge(48 * kHourUs);
  for (int i = 0; i < 100; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  const size_t old_files = Named(world, ".sealed").size();
  ASSERT_GE(old_files, 3u);
  const auto run = [&](int64_t hours) {
    for (int64_t minute = 0; minute < hours * 60; ++minute) {
      world.clock.Advance(60 * kMicrosPerSecond);
      world.spool->Tick();
    }
  };
  run(40);
  EXPECT_EQ(Named(world, ".sealed").size(), old_files);
  for (int i = 0; i < 10; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  run(9);
  EXPECT_EQ(world.spool->Report().files_aged, old_files);
  ASSERT_TRUE(world.spool->Seal().ok());
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 10u);
  for (const auto& [incarnation, losses] : world.declared) {
    for (const wire::LossRange& loss : losses) EXPECT_EQ(loss.reason, wire::LossReason::kPolicy);
  }
}

TEST(Spool, AClockThatWasSetWrongDoesNotEmptyIt) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  world.spool->SetMaxAge(48 * 3600ll * kMicrosPerSecond);
  for (int i = 0; i < 20; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  world.clock.Advance(900 * kMicrosPerSecond);
  world.spool->Tick();
  world.clock.StepWall(365ll * 86'400 * kMicrosPerSecond);
  world.spool->Tick();
  world.clock.Advance(120 * kMicrosPerSecond);
  world.spool->Tick();
  world.clock.StepWall(-365ll * 86'400 * kMicrosPerSecond);  // set right again within ten minutes
  world.clock.Advance(900 * kMicrosPerSecond);
  world.spool->Tick();
  EXPECT_EQ(world.spool->Report().files_aged, 0u);
  world.Drain();
  EXPECT_EQ(world.Account(), "");
}

TEST(Spool, TheFileBeingSentIsSafeFromTheQuota) {
  SpoolWorld world;
  world.options.quota_bytes = wire::kSealBytes + 20'000;
  world.options.seal_after_us = 500'000;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 20; ++i) world.AppendOne();
  const auto first = world.spool->Oldest();
  ASSERT_TRUE(first);
  for (int i = 0; i < 100; ++i) world.AppendOne();
  EXPECT_TRUE(world.spool->Read(*first).ok());
}

TEST(Spool, ALastGibibyteOfDiskIsLeftAlone) {
  SpoolWorld world;
  world.options.keep_free_bytes = 10 << 20;
  world.files.SetCapacity(12 << 20);
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 20; ++i) world.AppendOne();
  world.files.SetCapacity(world.files.UsedBytes() + (9 << 20));
  for (int i = 0; i < 50; ++i) world.AppendOne();
  EXPECT_TRUE(world.spool->Report().disk_full);
  EXPECT_GT(world.spool->Report().events_lost, 0u);
  world.files.SetCapacity(UINT64_MAX);
  world.clock.Advance(5'000'000);
  for (int i = 0; i < 20; ++i) world.AppendOne();
  EXPECT_FALSE(world.spool->Report().disk_full);
  world.Drain();
  EXPECT_EQ(world.Account(), "");
}

TEST(Spool, ADamagedSealedFileIsQuarantinedDeclaredAndDoesNotBlock) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 100; ++i) world.AppendOne();
  const auto sealed = Named(world, ".sealed");
  ASSERT_GE(sealed.size(), 3u);
  (*world.files.Find(sealed[1]))[700] ^= 1;
  world.Drain();
  EXPECT_EQ(world.spool->Report().files_quarantined, 1u);
  ASSERT_TRUE(world.spool->Seal().ok());
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_LT(world.received.size(), 100u);
  EXPECT_EQ(world.declared.begin()->second.at(0).reason, wire::LossReason::kQuarantine);
}

// Seed 203 of the simulation: the declarations that a damaged file's trailer carried were forgotten.
void DamageTheCarrierOfALoss(bool restart) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 20; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  const auto first = Named(world, ".sealed");
  (*world.files.Find(first[0]))[700] ^= 1;
  const auto oldest = world.spool->Oldest();
  ASSERT_TRUE(world.spool->Quarantine(*oldest).ok());
  // The next batch carries the loss; then it is damaged too.
  for (int i = 0; i < 5; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  if (restart) {
    world.spool.reset();
    ASSERT_TRUE(world.Open());
  }
  for (const std::string& path : Named(world, ".sealed")) (*world.files.Find(path))[700] ^= 1;
  world.Drain();
  for (int i = 0; i < 5; ++i) world.AppendOne();
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 5u);
}

TEST(Spool, ADamagedCarrierDoesNotTakeItsLossDeclarationsWithIt) { DamageTheCarrierOfALoss(false); }

TEST(Spool, ADamagedCarrierDoesNotTakeItsLossDeclarationsWithItAfterARestart) {
  DamageTheCarrierOfALoss(true);
}

TEST(Spool, ALossIsForgottenOnceTheReceiptForItsCarrierHasCome) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 20; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Seal().ok());
  ASSERT_TRUE(world.spool->Quarantine(*world.spool->Oldest()).ok());
  world.Drain();
  size_t declared = 0;
  for (const auto& [incarnation, losses] : world.declared) declared += losses.size();
  for (int i = 0; i < 5; ++i) world.AppendOne();
  world.Drain();
  size_t again = 0;
  for (const auto& [incarnation, losses] : world.declared) again += losses.size();
  EXPECT_GT(declared, 0u);
  EXPECT_EQ(again, declared);
}

// Seed 97 of the simulation: what a history that was put back had delivered stood beyond gaps.
TEST(Spool, AnIncarnationThatEndsIsClosedByAnOpenLoss) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 10; ++i) world.AppendOne();
  const wire::Incarnation before = world.spool->Report().incarnation;
  world.spool->StartNewIncarnation();
  for (int i = 0; i < 10; ++i) world.AppendOne();
  world.Drain();
  const auto& losses = world.declared[wire::ToHex(before)];
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_EQ(losses[0], wire::OpenLoss(before, 11));
  EXPECT_EQ(world.Account(), "");
}

// Seed 100446 of the simulation: the frames that were left of it told of too few events, and nothing
// else says where the last file of an ended incarnation ended.
TEST(Spool, ADamagedLastFileOfAnEndedIncarnationLeavesNoGap) {
  const auto cut = [](Bytes& file) { file.resize(file.size() / 2); };
  const auto garble = [](Bytes& file) { std::fill_n(file.begin() + 8, 512, uint8_t{0xEE}); };
  for (const std::function<void(Bytes&)>& damage : {std::function<void(Bytes&)>(cut),
                                                    std::function<void(Bytes&)>(garble)}) {
    for (const bool restart : {false, true}) {
      SpoolWorld world;
      ASSERT_TRUE(world.Open());
      // Frames of uneven size: the first half of the file is not the first half of the events.
      for (int i = 0; i < 3; ++i) world.AppendOne();
      ASSERT_TRUE(world.spool->Commit().ok());
      for (int i = 0; i < 9; ++i) world.AppendOne(1000);
      world.spool->StartNewIncarnation();
      for (int i = 0; i < 5; ++i) world.AppendOne();
      ASSERT_TRUE(world.spool->Commit().ok());
      const auto sealed = Named(world, ".sealed");
      ASSERT_EQ(sealed.size(), 1u);
      if (restart) {
        world.spool.reset();
        ASSERT_TRUE(world.Open());
      }
      damage(*world.files.Find(sealed[0]));
      world.Drain();
      EXPECT_EQ(world.Account(), "");
      EXPECT_EQ(world.received.size(), 5u);
    }
  }
}

// Power went at the first sync of a file: its header was on the disk, the key behind it was not.
TEST(Spool, ABeginningThatIsHalfOnTheDiskIsNotKept) {
  SpoolWorld world(5);
  ASSERT_TRUE(world.Open());
  world.AppendOne(1000);
  const auto open = Named(world, ".open");
  ASSERT_EQ(open.size(), 1u);
  world.files.Find(open.front())->back() ^= 1;
  world.PowerCut(false);
  ASSERT_TRUE(world.Open());
  EXPECT_TRUE(Named(world, ".open").empty());
  EXPECT_TRUE(Named(world, ".sealed").empty());
  for (int i = 0; i < 6; ++i) world.AppendOne(150'000);
  world.Drain();
  EXPECT_EQ(world.Account(), "");
}

TEST(Spool, OneDamagedSectorOfTheStateFileCostsNothing) {
  for (const bool second_copy : {false, true}) {
    SpoolWorld world;
    ASSERT_TRUE(world.Open());
    for (int i = 0; i < 10; ++i) world.AppendOne();
    ASSERT_TRUE(world.spool->Close().ok());
    const auto before = world.spool->Report().incarnation;
    world.spool.reset();
    Bytes& state = *world.files.Find("/spool/state");
    for (size_t i = 0; i < 512; ++i) state[(second_copy ? state.size() / 2 : 0) + i] = 0xEE;
    ASSERT_TRUE(world.Open());
    EXPECT_EQ(world.spool->Report().incarnation, before);
  }
}

TEST(Spool, ACloneBeginsItsOwnIncarnation) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 10; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Close().ok());
  const auto before = world.spool->Report().incarnation;
  world.spool.reset();
  world.options.machine_fingerprint = "machine-b";
  ASSERT_TRUE(world.Open());
  EXPECT_NE(world.spool->Report().incarnation, before);
  EXPECT_EQ(world.spool->Report().next_event_seq, 1u);
  for (int i = 0; i < 10; ++i) world.AppendOne();
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 20u);
}

TEST(Spool, ALostStateFileBeginsANewIncarnationAndLosesNothing) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 30; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Close().ok());
  world.spool.reset();
  ASSERT_TRUE(world.files.Remove("/spool/state").ok());
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 30; ++i) world.AppendOne();
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 60u);
}

TEST(Spool, AfterEnrollingAnewNothingOfTheEarlierAgentIsSentOrContinued) {
  for (const bool delivered : {false, true}) {
    SpoolWorld world;
    ASSERT_TRUE(world.Open());
    for (int i = 0; i < 30; ++i) world.AppendOne();
    if (delivered) world.Drain();
    ASSERT_TRUE(world.spool->Close().ok());
    const wire::Incarnation before = world.spool->Report().incarnation;
    const uint64_t waiting = world.spool->Report().sealed_files;
    ASSERT_EQ(waiting > 0, !delivered);
    world.spool.reset();
    world.agent = wire::AgentId(wire::Bytes16{9, 9});
    ASSERT_TRUE(world.Open());
    const SpoolReport report = world.spool->Report();
    EXPECT_EQ(report.sealed_files, 0u) << "a file of another agent would be refused for ever";
    EXPECT_EQ(report.files_quarantined, waiting);
    EXPECT_NE(report.incarnation, before);
    EXPECT_EQ(report.next_event_seq, 1u) << "the collector would miss the numbers before";
    world.AppendOne();
    world.received.clear();
    world.declared.clear();
    world.appended.clear();
    world.Drain();
    EXPECT_TRUE(world.declared.empty()) << "losses of one agent are not another's";
    EXPECT_EQ(world.received.size(), 1u);
    // What was set aside is whole: import-spool takes it.
    for (const std::string& path : Named(world, ".sealed")) {
      EXPECT_TRUE(wire::VerifyEnvelope(*world.files.Find(path), world.signer.public_key).ok());
    }
  }
}

// Found by the simulation: power went between the two directories that a set-aside file concerns.
TEST(Spool, AFileOfTheEarlierAgentThatComesBackIsSetAsideAgain) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 30; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Close().ok());
  const auto earlier = world.files.TakeSnapshot();
  world.spool.reset();
  world.agent = wire::AgentId(wire::Bytes16{9, 9});
  ASSERT_TRUE(world.Open());
  world.spool.reset();
  for (const auto& [path, bytes] : earlier) {
    if (path.ends_with(".sealed")) {
      ASSERT_TRUE(WriteFileAtomically(world.files, path, bytes).ok());
    }
  }
  ASSERT_TRUE(world.Open());
  EXPECT_EQ(world.spool->Report().sealed_files, 0u) << "it would be refused for ever";
}

TEST(Spool, ForkedHistoryGoesOnUnderANewIncarnation) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 15; ++i) world.AppendOne();
  world.spool->StartNewIncarnation();
  for (int i = 0; i < 15; ++i) world.AppendOne();
  world.Drain();
  EXPECT_EQ(world.Account(), "");
  EXPECT_EQ(world.received.size(), 30u);
  EXPECT_NE(world.received.begin()->first.first, world.received.rbegin()->first.first);
}

TEST(Spool, ABatchNeverSpansTwoPoliciesOrAClockStep) {
  SpoolWorld world;
  world.options.seal_after_us = 60'000'000;
  ASSERT_TRUE(world.Open());
  world.AppendOne();
  crypto::Digest digest{};
  digest[0] = 1;
  world.spool->SetPolicy(2, digest);
  EXPECT_EQ(world.spool->Report().sealed_files, 1u);
  world.AppendOne();
  world.clock.StepWall(3600'000'000);
  world.spool->Tick();
  EXPECT_EQ(world.spool->Report().sealed_files, 2u);
  const auto first = world.spool->Oldest();
  const auto header = wire::ParseEnvelopeHeader(world.spool->Read(*first).value());
  EXPECT_EQ(header->header.policy_version, 0u);
}

TEST(Spool, AFailedSyncIsNeverRepeatedOnTheSameFile) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 4; ++i) world.AppendOne(0);
  // Linux drops the dirty pages and reports the error once: the next sync of that file lies.
  world.files.SetFault(world.files.operations() + 2, Fault::kFailLoses);
  ASSERT_TRUE(world.spool->Commit().ok()) << "rewritten to a new file";
  world.at_risk.clear();
  world.PowerCut(/*lose_all=*/true);
  ASSERT_TRUE(world.Open());
  world.Drain();
  EXPECT_EQ(world.received.size(), 4u);
}

TEST(Spool, StorageThatFailsForAWhileLosesOnlyWhatItDeclares) {
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 20; ++i) world.AppendOne();
  world.files.SetFailureRate(1.0);
  for (int i = 0; i < 100; ++i) world.AppendOne();
  EXPECT_TRUE(world.spool->Report().storage_failed);
  world.files.SetFailureRate(0);
  world.clock.Advance(120'000'000);
  for (int i = 0; i < 20; ++i) world.AppendOne();
  EXPECT_FALSE(world.spool->Report().storage_failed);
  world.Drain();
  EXPECT_EQ(world.Account(), "");
}

TEST(Spool, MemoryOfTheIndexDoesNotDependOnTheFilesSize) {
  // The backlog is never loaded: only names and headers are read at start.
  SpoolWorld world;
  ASSERT_TRUE(world.Open());
  for (int i = 0; i < 200; ++i) world.AppendOne();
  ASSERT_TRUE(world.spool->Close().ok());
  const uint64_t files = world.spool->Report().sealed_files;
  world.spool.reset();
  ASSERT_TRUE(world.Open());
  EXPECT_EQ(world.spool->Report().sealed_files, files);
}

}  // namespace
}  // namespace adit
