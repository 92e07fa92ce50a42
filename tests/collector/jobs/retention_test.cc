#include "collector/jobs/retention.h"

#include "collector/store/block_vault.h"
#include "collector/store/restore.h"
#include "common/event/event_table.h"
#include "common/io/file_system.h"
#include "tests/collector/store/interposed_event_store.h"
#include "tests/collector/store/store_fixture.h"
#include "tests/fakes/fake_clock.h"

namespace adit {
namespace {

constexpr int64_t kDayUs = 86'400ll * kMicrosPerSecond;

class RetentionTest : public StoreTest {
 protected:
  // A batch of events, one a minute, that all bear the text `title`.
  void Store(uint64_t seq, int64_t from_us, const std::string& title) {
    std::vector<EventRecord> records(50);
    for (size_t i = 0; i < records.size(); ++i) {
      records[i].fields.sequence = seq * 50 + i;
      records[i].fields.wall_us = from_us + static_cast<int64_t>(i) * 60 * kMicrosPerSecond;
      records[i].fields.action = ActionType::kClick;
      records[i].app_name = "ERP";
      records[i].window_title = title;
      records[i].element_name = title + " button";
    }
    ASSERT_TRUE(Accept(Batch(1, 1, seq, title)).ok());
    const auto pending = events_->Pending(0, 10);
    ASSERT_EQ(pending->size(), 1u);
    ASSERT_TRUE(events_
                    ->StoreDecoded({{pending->front().id, seq * 50, EventTable::Of(records), {}}})
                    .ok());
  }
  // In the database or beside it.
  bool OnDisk(const std::string& text) {
    for (const char* name : {"store.db", "store.db-wal"}) {
      const auto bytes = ReadWholeFile(RealFileSystem(), directory_.File(name), 1 << 28);
      if (bytes.ok() && AsText(*bytes).find(text) != std::string::npos) return true;
    }
    return false;
  }
  std::vector<std::string> Titles() {
    std::vector<std::string> titles;
    EXPECT_TRUE(events_
                    ->VisitRecords(MakeId(1),
                                   [&](const EventRecord& record) {
                                     if (titles.empty() || titles.back() != record.window_title)
                                       titles.push_back(record.window_title);
                                     return true;
                                   })
                    .ok());
    return titles;
  }

  FakeClock clock_;
};

TEST_F(RetentionTest, WhatIsOlderIsErasedAndTheRestStays) {
  Enrol(1);
  const int64_t now_us = clock_.WallMicros();
  Store(1, now_us - 100 * kDayUs, "Orders of spring");
  Store(2, now_us - 90 * kDayUs - 25 * 60 * kMicrosPerSecond, "Half of this");
  Store(3, now_us - 2 * kDayUs, "Orders of today");
  // Blocks that were merged leave no copies behind either.
  ASSERT_TRUE(events_->Compact(100).ok());
  Retention retention(*events_, *control_, clock_);
  const auto erased = retention.Enforce({.keep_events_us = 90 * kDayUs});
  ASSERT_TRUE(erased.ok()) << erased.status().ToString();
  ASSERT_TRUE(erased->has_value());
  EXPECT_EQ((*erased)->events, 75u);
  EXPECT_EQ((*erased)->texts, 2u);  // the title and its button
  EXPECT_EQ(Titles(), (std::vector<std::string>{"Half of this", "Orders of today"}));
  EXPECT_EQ(events_->Totals()->events, 75u);
  EXPECT_EQ(events_->Totals()->first_us, now_us - 90 * kDayUs);
  // The ledger still knows that every number arrived.
  ASSERT_EQ(events_->Ledgers()->size(), 1u);
  EXPECT_EQ(events_->Ledgers()->front().stored_events, 150u);

  // The same text again is a text like any other.
  Store(4, now_us, "Orders of spring");
  Close();
  EXPECT_FALSE(OnDisk("nothing of the kind"));
  Open();
  EXPECT_EQ(Titles(),
            (std::vector<std::string>{"Half of this", "Orders of today", "Orders of spring"}));
  EXPECT_EQ(events_->LoadLog({})->events.size(), 125u);
}

TEST_F(RetentionTest, ErasedTextsAreNotLeftInTheFile) {
  Enrol(1);
  Store(1, clock_.WallMicros() - 100 * kDayUs, "Letter to Umbrielle");
  Store(2, clock_.WallMicros(), "Orders");
  Close();
  ASSERT_TRUE(OnDisk("Umbrielle"));
  Open();
  Retention retention(*events_, *control_, clock_);
  ASSERT_TRUE(retention.Enforce({.keep_events_us = 90 * kDayUs})->has_value());
  Close();  // the journal goes into the database
  EXPECT_FALSE(OnDisk("Umbrielle"));
  EXPECT_TRUE(OnDisk("Orders"));
}

// Backups hold what retention has long erased: without its key it is unreadable there too.
TEST_F(RetentionTest, ADestroyedKeyMakesItsDayUnreadableInBackupsToo) {
  const int64_t now = clock_.WallMicros() / kDayUs * kDayUs + kDayUs / 2;
  BlockVault vault(RealFileSystem(), directory_.File("keys"), clock_);
  ASSERT_TRUE(vault.Load().ok());
  ASSERT_TRUE(database_->SetVault(vault).ok());
  Enrol(1);
  Store(1, now - 40 * kDayUs, "forty days old");
  Store(2, now - 39 * kDayUs, "thirty-nine days old");
  Store(3, now - kDayUs, "of yesterday");
  // Merged across days the oldest would last as long as the youngest.
  ASSERT_TRUE(events_->Compact(64).ok());
  const auto keys = [&] { return RealFileSystem().List(directory_.File("keys"))->size(); };
  EXPECT_EQ(keys(), 3u);
  ASSERT_EQ(Titles().size(), 3u);
  ASSERT_TRUE(BackUpDatabase(directory_.File("store.db"), directory_.File("backup.db")).ok());

  Retention retention(*events_, *control_, clock_, &vault);
  clock_.Advance(kDayUs / 2);
  ASSERT_TRUE(retention.Enforce({.keep_events_us = 30 * kDayUs}).ok());
  EXPECT_EQ(Titles(), std::vector<std::string>{"of yesterday"});
  EXPECT_EQ(keys(), 1u);
  const auto audit = control_->Audit(0, 100);
  ASSERT_TRUE(audit.ok());
  EXPECT_TRUE(std::any_of(audit->begin(), audit->end(), [](const AuditEntry& entry) {
    return entry.target.starts_with("2 keys of days before") && entry.outcome == "destroyed";
  }));

  // The backup comes back, on this machine or with a thief.
  Close();
  ASSERT_TRUE(RestoreDatabase(directory_.File("backup.db"), directory_.File("store.db")).ok());
  Open();
  bool told = false;
  const Status alone = events_->VisitRecords(MakeId(1), [&](const EventRecord&) {
    told = true;
    return true;
  });
  EXPECT_FALSE(told) << "the database alone tells nothing";
  EXPECT_EQ(alone.code(), StatusCode::kFailedPrecondition) << "and does not pass for erased";
  BlockVault kept(RealFileSystem(), directory_.File("keys"), clock_);
  ASSERT_TRUE(kept.Load().ok());
  ASSERT_TRUE(database_->SetVault(kept).ok());
  EXPECT_EQ(Titles(), std::vector<std::string>{"of yesterday"});
  const auto log = events_->LoadLog({});
  ASSERT_TRUE(log.ok()) << log.status().ToString();
  EXPECT_EQ(log->events.size(), 50u);
  // What cannot be read is no obstacle: it is merged with nothing, and erased when its time comes.
  EXPECT_TRUE(events_->Compact(64).ok());
  Retention again(*events_, *control_, clock_, &kept);
  ASSERT_TRUE(again.Enforce({.keep_events_us = 30 * kDayUs}).ok());
  EXPECT_EQ(events_->Totals()->events, 50u);
  Close();
}

TEST_F(RetentionTest, AHostileClockMakesNoMoreKeysThanDaysAPolicyCanKeep) {
  BlockVault vault(RealFileSystem(), directory_.File("keys"), clock_);
  ASSERT_TRUE(vault.Load().ok());
  for (const int64_t wall_us : {int64_t{0}, int64_t{1}, INT64_MAX, INT64_MIN, INT64_MAX / 2}) {
    const auto sealed = vault.Seal(wall_us, AsBytes("block"));
    ASSERT_TRUE(sealed.ok()) << sealed.status().ToString();
    EXPECT_EQ(AsText(*vault.Open(*sealed)), "block");
  }
  EXPECT_EQ(RealFileSystem().List(directory_.File("keys"))->size(), 2u)
      << "the oldest day a policy can keep, and the day after tomorrow";
}

TEST_F(RetentionTest, ResultsGoAtTheirOwnAge) {
  const auto run = [&](int64_t finished_us) {
    const int64_t id = *control_->AddRun(finished_us, "{}");
    RunEntry entry;
    entry.id = id;
    entry.state = "done";
    entry.finished_us = finished_us;
    entry.manifest = "{}";
    EXPECT_TRUE(control_->FinishRun(entry, {{"routine", "key" + std::to_string(id), 1, 9, "{}"}}).ok());
    EXPECT_TRUE(control_->SaveIdentities(id, {{"key" + std::to_string(id), {}}}).ok());
    return id;
  };
  const int64_t old = run(clock_.WallMicros() - 800 * kDayUs);
  const int64_t recent = run(clock_.WallMicros() - 700 * kDayUs);
  Retention retention(*events_, *control_, clock_);
  const auto erased = retention.Enforce({.keep_results_us = 730 * kDayUs});
  ASSERT_TRUE(erased.ok() && erased->has_value());
  EXPECT_EQ((*erased)->runs, 1u);
  EXPECT_FALSE(control_->FindRun(old)->has_value());
  EXPECT_EQ(control_->RunDocuments(old, "routine", 0, 9, 0)->size(), 0u);
  EXPECT_EQ(control_->RunDocuments(recent, "routine", 0, 9, 0)->size(), 1u);
  ASSERT_EQ(control_->Identities()->size(), 1u);
  EXPECT_EQ(control_->Identities()->front().key, "key" + std::to_string(recent));
}

TEST_F(RetentionTest, EachErasureIsOnRecord) {
  Enrol(1);
  Store(1, clock_.WallMicros() - 100 * kDayUs, "old");
  Store(2, clock_.WallMicros(), "new");
  Retention retention(*events_, *control_, clock_);
  ASSERT_TRUE(retention.Enforce({.keep_events_us = 90 * kDayUs})->has_value());
  EXPECT_FALSE(retention.Enforce({.keep_events_us = 90 * kDayUs})->has_value());  // nothing to do
  ASSERT_EQ(control_->Erasures(9)->size(), 1u);
  EXPECT_EQ(control_->Erasures(9)->front().events, 50u);
  EXPECT_EQ(control_->NewestAudit(INT64_MAX, 9)->front().action, "retention");
  EXPECT_TRUE(control_->VerifyAudit().ok());
}

TEST_F(RetentionTest, AClockThatJumpedDoesNotEmptyTheStoreAtOnce) {
  Enrol(1);
  Store(1, clock_.WallMicros(), "today");
  clock_.StepWall(3650 * kDayUs);
  Retention retention(*events_, *control_, clock_);
  const PolicyTerms terms{.keep_events_us = 90 * kDayUs};
  EXPECT_FALSE(retention.Enforce(terms)->has_value());
  EXPECT_EQ(events_->Totals()->events, 50u);
  clock_.Advance(23ll * 3600 * kMicrosPerSecond);
  EXPECT_FALSE(retention.Enforce(terms)->has_value());
  // A day later nobody has set it right: then it is true.
  clock_.Advance(1ll * 3600 * kMicrosPerSecond);
  EXPECT_TRUE(retention.Enforce(terms)->has_value());
  EXPECT_EQ(events_->Totals()->events, 0u);
}

// An agent that was offline for long sends old events to a collector that has none yet. They are not
// new evidence against the clock: the day of grace begins with the first look at them.
TEST_F(RetentionTest, OldEventsThatArriveInAnEmptyStoreWhileItIsJudgedGetTheDayOfGrace) {
  Enrol(1);
  InterposedEventStore store(*events_);
  Retention retention(store, *control_, clock_);
  const PolicyTerms terms{.keep_events_us = 90 * kDayUs};
  store.AfterNextTotals([&] { Store(1, clock_.WallMicros() - 100 * kDayUs, "long offline"); });
  EXPECT_FALSE(retention.Enforce(terms)->has_value());
  EXPECT_EQ(events_->Totals()->events, 50u);
  // Seen now for the first time; erased a day later and not before.
  EXPECT_FALSE(retention.Enforce(terms)->has_value());
  clock_.Advance(Retention::kEraseAllAfterUs - kMicrosPerSecond);
  EXPECT_FALSE(retention.Enforce(terms)->has_value());
  EXPECT_EQ(events_->Totals()->events, 50u);
  clock_.Advance(kMicrosPerSecond);
  EXPECT_EQ((*retention.Enforce(terms))->events, 50u);
}

// The same between the look and the erasure of a store that has young events: what is too old goes,
// the young stay.
TEST_F(RetentionTest, OldEventsThatArriveWhileOthersAreJudgedGoWithTheOld) {
  Enrol(1);
  Store(1, clock_.WallMicros() - 2 * kDayUs, "young");
  InterposedEventStore store(*events_);
  Retention retention(store, *control_, clock_);
  store.AfterNextTotals([&] { Store(2, clock_.WallMicros() - 100 * kDayUs, "long offline"); });
  EXPECT_EQ((*retention.Enforce({.keep_events_us = 90 * kDayUs}))->events, 50u);
  EXPECT_EQ(Titles(), (std::vector<std::string>{"young"}));
}

}  // namespace
}  // namespace adit
