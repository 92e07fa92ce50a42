#include "collector/jobs/edit_replay.h"

#include <gtest/gtest.h>

#include <map>

#include "collector/discovery/discover.h"
#include "collector/jobs/identity_match.h"
#include "common/base/random.h"

namespace adit {
namespace {

// Six people do three kinds of work again and again; the last one in two ways.
EventLog SmallLog() {
  EventLog log;
  int64_t now_us = 1'700'000'000'000'000;
  const auto add = [&](uint32_t user, const std::string& letters) {
    for (const char letter : letters) {
      LogEvent event;
      event.sequence = log.events.size();
      event.user = log.strings.Intern("u" + std::to_string(user));
      event.app = log.strings.Intern("app");
      event.element = log.strings.Intern(std::string("field ") + letter);
      event.action = log.strings.Intern("click");
      event.time_us = now_us += 3'000'000;
      log.events.push_back(event);
    }
    now_us += 60'000'000;
  };
  // In no fixed order, or it would be one long routine.
  SeededRandom random(4);
  for (uint32_t user = 0; user < 6; ++user) {
    for (int i = 0; i < 36; ++i) {
      const uint64_t work = random.Below(3);
      add(user, work == 0 ? "abcde" : work == 1 ? "klmno" : i % 3 == 0 ? "uvxwz" : "uvwxz");
    }
  }
  return log;
}

Discovery Replayed(const EventLog& log, EditReplay& replay) {
  auto found = Discover(log, {}, [&](const Discovery& raw) { return replay.Regroup(raw); });
  EXPECT_TRUE(found.ok());
  replay.Name(*found);
  return *std::move(found);
}

const Routine* Find(const Discovery& discovery, const std::string& key) {
  for (const Routine& routine : discovery.routines) {
    if (routine.key == key) return &routine;
  }
  return nullptr;
}

std::map<std::string, uint64_t> Instances(const Discovery& discovery) {
  std::map<std::string, uint64_t> counts;
  for (const Routine& routine : discovery.routines) counts[routine.key] = routine.instances;
  return counts;
}

class EditReplayTest : public testing::Test {
 protected:
  void SetUp() override {
    EditReplay replay(none_, no_edits_);
    found_ = Replayed(log_, replay);
    known_ = replay.identities();
    ASSERT_GE(found_.routines.size(), 3u);
  }
  Edit Merge(const std::string& from, const std::string& into) {
    Edit edit;
    edit.kind = EditKind::kMerge;
    edit.routine = from;
    edit.value = into;
    return edit;
  }

  const EventLog log_ = SmallLog();
  const std::vector<RoutineIdentity> none_;
  const std::vector<Edit> no_edits_;
  Discovery found_;
  std::vector<RoutineIdentity> known_;
};

TEST_F(EditReplayTest, WithoutEditsNothingChangesAndKeysStay) {
  EditReplay again(known_, no_edits_);
  EXPECT_EQ(Instances(Replayed(log_, again)), Instances(found_));
  EXPECT_EQ(again.applied(), 0u);
}

TEST_F(EditReplayTest, AMergedRoutineHasTheInstancesOfBothUnderTheKeyItWasMergedInto) {
  const std::string from = found_.routines[0].key;
  const std::string into = found_.routines[1].key;
  const std::vector<Edit> edits = {Merge(from, into)};
  EditReplay replay(known_, edits);
  const Discovery merged = Replayed(log_, replay);
  EXPECT_EQ(replay.applied(), 1u);
  EXPECT_EQ(merged.routines.size() + 1, found_.routines.size());
  EXPECT_EQ(Find(merged, from), nullptr);
  const Routine* both = Find(merged, into);
  ASSERT_NE(both, nullptr);
  EXPECT_EQ(both->instances, found_.routines[0].instances + found_.routines[1].instances);
  EXPECT_EQ(both->users, 6u);
  EXPECT_GE(both->variants.size(), 2u);
  // The next run is matched with the routines as found: the merge is replayed, not learnt.
  EditReplay next(replay.identities(), edits);
  EXPECT_EQ(Instances(Replayed(log_, next)), Instances(merged));
}

TEST_F(EditReplayTest, ASplitTakesItsVariantsAndLeavesTheRest) {
  // Two routines made one have two ways at least.
  const Edit merge = Merge(found_.routines[0].key, found_.routines[1].key);
  const std::vector<Edit> one = {merge};
  EditReplay merging(known_, one);
  const Discovery merged = Replayed(log_, merging);
  const Routine* both = Find(merged, merge.value);
  ASSERT_NE(both, nullptr);
  ASSERT_GE(both->variants.size(), 2u);
  Edit split;
  split.kind = EditKind::kSplit;
  split.routine = both->key;
  split.variants = {VariantId(merged, both->variants[1].activities)};
  split.value = SplitKey(split.routine, split.variants);
  const std::vector<Edit> edits = {merge, split};
  EditReplay replay(known_, edits);
  const Discovery parted = Replayed(log_, replay);
  const Routine* taken = Find(parted, split.value);
  const Routine* rest = Find(parted, split.routine);
  ASSERT_NE(taken, nullptr);
  ASSERT_NE(rest, nullptr);
  EXPECT_EQ(replay.applied(), 2u);
  EXPECT_EQ(taken->instances, both->variants[1].count);
  EXPECT_EQ(rest->instances + taken->instances, both->instances);
  // What was split can be merged again.
  const std::vector<Edit> back = {merge, split, Merge(split.value, split.routine)};
  EditReplay again(known_, back);
  EXPECT_EQ(Instances(Replayed(log_, again)), Instances(merged));
}

TEST_F(EditReplayTest, EditsOfRoutinesThatAreNotThereArePassedOver) {
  const std::vector<Edit> edits = {Merge("0000000000000000", found_.routines[0].key)};
  EditReplay replay(known_, edits);
  EXPECT_EQ(Instances(Replayed(log_, replay)), Instances(found_));
  EXPECT_EQ(replay.applied(), 0u);
}

}  // namespace
}  // namespace adit
