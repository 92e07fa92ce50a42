#include "collector/store/event_store.h"

#include <algorithm>
#include <thread>

#include "common/base/random.h"
#include "common/event/log_columns.h"
#include "tests/collector/store/store_fixture.h"

namespace adit {
namespace {

std::vector<EventRecord> SomeRecords(uint64_t seed, uint64_t first, size_t count) {
  SeededRandom random(seed);
  std::vector<EventRecord> records(count);
  for (size_t i = 0; i < count; ++i) {
    EventRecord& r = records[i];
    r.fields.sequence = first + i;
    r.fields.wall_us = 1'700'000'000'000'000 + static_cast<int64_t>((first + i) * 1'000'000);
    r.fields.action = static_cast<ActionType>(1 + random.Below(kActionTypeCount - 1));
    r.app_name = random.Chance(0.9) ? "App " + std::to_string(random.Below(4)) : "";
    r.app_executable = "exe";
    r.window_title = random.Chance(0.8) ? "Title " + std::to_string(random.Below(20)) : "";
    r.document = random.Chance(0.3) ? "https://host/" + std::to_string(random.Below(5)) : "";
    r.element_role = random.Chance(0.9) ? "entry" : "";
    r.element_name = random.Chance(0.6) ? "Field " + std::to_string(random.Below(9)) : "";
    r.element_id = random.Chance(0.4) ? "id" + std::to_string(random.Below(9)) : "";
    r.detail = random.Chance(0.3) ? "Ctrl+" + std::to_string(random.Below(4)) : "";
    r.content_fingerprint = random.Chance(0.2) ? random.Next64() : 0;
  }
  return records;
}

using EventStoreTest = StoreTest;

TEST_F(EventStoreTest, TheSameBatchAgainIsADuplicateAndChangesNothing) {
  Enrol(1);
  auto first = Accept(Batch(1, 7, 1, "one"));
  ASSERT_TRUE(first.ok()) << first.status().ToString();
  EXPECT_EQ(first->disposition, Disposition::kStored);
  EXPECT_EQ(first->durable_through, 1u);
  for (int i = 0; i < 3; ++i) {
    const auto again = Accept(Batch(1, 7, 1, "one"));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->disposition, Disposition::kDuplicate);
  }
  EXPECT_EQ(events_->Totals()->batches, 1u);
  EXPECT_TRUE(events_->FindBatch(Batch(1, 7, 1, "one").key)->has_value());
  EXPECT_FALSE(events_->FindBatch(Batch(1, 7, 1, "other").key)->has_value());
}

TEST_F(EventStoreTest, AnotherDigestUnderTheSameNumberIsForkedAndBothAreKept) {
  Enrol(1);
  ASSERT_TRUE(Accept(Batch(1, 7, 1, "one")).ok());
  const auto forked = Accept(Batch(1, 7, 1, "uno"));
  ASSERT_TRUE(forked.ok());
  EXPECT_EQ(forked->disposition, Disposition::kForked);
  EXPECT_EQ(Accept(Batch(1, 7, 1, "uno"))->disposition, Disposition::kDuplicate);
  EXPECT_EQ(events_->Pending(0, 10)->size(), 2u);
}

TEST_F(EventStoreTest, DurableThroughStopsAtTheFirstGap) {
  Enrol(1);
  EXPECT_EQ(Accept(Batch(1, 7, 1, "a"))->durable_through, 1u);
  EXPECT_EQ(Accept(Batch(1, 7, 3, "c"))->durable_through, 1u);
  EXPECT_EQ(Accept(Batch(1, 7, 4, "d"))->durable_through, 1u);
  EXPECT_EQ(Accept(Batch(1, 7, 2, "b"))->durable_through, 4u);
}

TEST_F(EventStoreTest, AnUnknownAgentIsRefusedAndDoesNotHarmItsNeighbours) {
  Enrol(1);
  EXPECT_EQ(Accept(Batch(9, 7, 1, "x")).status().code(), StatusCode::kNotFound);
  EXPECT_TRUE(Accept(Batch(1, 7, 1, "a")).ok());
}

TEST_F(EventStoreTest, DecodedEventsComeBackInOrderAndOnce) {
  Enrol(1);
  Enrol(2);
  for (uint64_t seq = 1; seq <= 4; ++seq) {
    ASSERT_TRUE(Accept(Batch(2, 1, seq, "two" + std::to_string(seq))).ok());
    ASSERT_TRUE(Accept(Batch(1, 1, seq, "one" + std::to_string(seq))).ok());
  }
  const auto pending = events_->Pending(0, 100);
  ASSERT_EQ(pending->size(), 8u);
  std::vector<DecodedBatch> decoded;
  for (const PendingBatch& batch : *pending) {
    decoded.push_back({batch.id,
                       batch.seq * 50,
                       EventTable::Of(SomeRecords(batch.agent[0] * 100 + batch.seq, batch.seq * 50, 50)),
                       {}});
  }
  // Out of order and twice.
  std::reverse(decoded.begin(), decoded.end());
  ASSERT_TRUE(events_->StoreDecoded(decoded).ok());
  ASSERT_TRUE(events_->StoreDecoded(decoded).ok());
  EXPECT_TRUE(events_->Pending(0, 10)->empty());

  const auto log = events_->LoadLog({});
  ASSERT_TRUE(log.ok()) << log.status().ToString();
  ASSERT_EQ(log->events.size(), 400u);
  size_t i = 0;
  for (const uint8_t agent : {1, 2}) {
    for (uint64_t seq = 1; seq <= 4; ++seq) {
      for (const EventRecord& record : SomeRecords(agent * 100 + seq, seq * 50, 50)) {
        const LogColumns columns = ToLogColumns(record);
        const LogEvent& event = log->events[i++];
        EXPECT_EQ(event.time_us, record.fields.wall_us);
        EXPECT_EQ(log->strings.At(event.user), HexEncode(MakeId(agent)));
        EXPECT_EQ(log->strings.At(event.app), columns.app);
        EXPECT_EQ(log->strings.At(event.window), columns.window);
        EXPECT_EQ(log->strings.At(event.element), columns.element);
        EXPECT_EQ(log->strings.At(event.action), columns.action);
        EXPECT_EQ(log->strings.At(event.value), columns.value);
      }
    }
  }
}

TEST_F(EventStoreTest, TheLogDoesNotDependOnHowEventsWereBatched) {
  const auto fill = [&](const std::vector<size_t>& order, size_t step) {
    Enrol(1);
    std::vector<DecodedBatch> batches;
    const std::vector<EventRecord> all = SomeRecords(5, 1, 120);
    uint64_t seq = 0;
    for (size_t from = 0; from < all.size(); from += step) {
      EXPECT_TRUE(Accept(Batch(1, 1, ++seq, "b" + std::to_string(from))).ok());
    }
    const auto pending = events_->Pending(0, 1000);
    for (size_t i = 0; i < pending->size(); ++i) {
      const size_t at = order.empty() ? i : pending->size() - 1 - i;
      const size_t from = (*pending)[at].seq * step - step;
      DecodedBatch batch;
      batch.id = (*pending)[at].id;
      batch.events =
          EventTable::Of(std::span(all).subspan(from, std::min(step, all.size() - from)));
      EXPECT_TRUE(events_->StoreDecoded({batch}).ok());
    }
    auto log = events_->LoadLog({});
    EXPECT_TRUE(log.ok());
    return std::move(log).value();
  };
  const EventLog a = fill({}, 120);
  Close();
  std::filesystem::remove(directory_.File("store.db"));
  Open();
  const EventLog b = fill({1}, 7);
  EXPECT_GT(*events_->Compact(1000), 0u);
  const auto c = events_->LoadLog({});
  ASSERT_TRUE(c.ok());
  for (const EventLog* other : {&b, &*c}) {
    ASSERT_EQ(a.events.size(), other->events.size());
    ASSERT_EQ(a.strings.size(), other->strings.size());
    for (size_t i = 0; i < a.events.size(); ++i) {
      EXPECT_EQ(a.events[i].sequence, other->events[i].sequence);
      EXPECT_EQ(a.events[i].element, other->events[i].element);
      EXPECT_EQ(a.events[i].window, other->events[i].window);
    }
  }
}

TEST_F(EventStoreTest, RecordsAndLossesSurviveReopening) {
  Enrol(1);
  ASSERT_TRUE(Accept(Batch(1, 1, 1, "x")).ok());
  const std::vector<EventRecord> records = SomeRecords(8, 1, 30);
  ASSERT_TRUE(events_->StoreDecoded({{1, 1, EventTable::Of(records), {{"overflow", MakeId(1), 29, 6}}}}).ok());
  Close();
  Open();
  std::vector<EventRecord> read;
  ASSERT_TRUE(events_
                  ->VisitRecords(MakeId(1),
                                 [&](const EventRecord& r) {
                                   read.push_back(r);
                                   return true;
                                 })
                  .ok());
  EXPECT_EQ(read, records);
  const auto ledgers = events_->Ledgers();
  ASSERT_EQ(ledgers->size(), 1u);
  EXPECT_EQ(ledgers->front().stored_events, 30u);
  EXPECT_EQ(ledgers->front().lost_events, 4u);
  EXPECT_EQ(ledgers->front().highest_event, 34u);
  EXPECT_EQ(ledgers->front().missing_events, 0u);
}

// Found by the simulation: a disk put back to a snapshot ends the file that was open then once more.
TEST_F(EventStoreTest, TheSameEventsInAForkedBatchAreStoredOnceAndOthersUnderTheirNumbersToo) {
  Enrol(1);
  const auto decode = [&](const std::vector<EventRecord>& records) {
    const auto pending = events_->Pending(0, 10);
    ASSERT_EQ(pending->size(), 1u);
    ASSERT_TRUE(events_->StoreDecoded({{pending->front().id, 1, EventTable::Of(records), {}}}).ok());
  };
  const std::vector<EventRecord> records = SomeRecords(1, 1, 20);
  ASSERT_TRUE(Accept(Batch(1, 7, 1, "sealed")).ok());
  decode(records);
  ASSERT_EQ(Accept(Batch(1, 7, 1, "ended after the crash"))->disposition, Disposition::kForked);
  std::vector<EventRecord> fork(records.begin(), records.begin() + 12);
  fork.push_back(SomeRecords(2, 13, 1).front());
  decode(fork);
  std::vector<EventRecord> stored;
  ASSERT_TRUE(events_->VisitRecords(MakeId(1), [&](const EventRecord& record) {
    stored.push_back(record);
    return true;
  }).ok());
  ASSERT_EQ(stored.size(), 21u);
  EXPECT_TRUE(std::equal(records.begin(), records.end(), stored.begin()));
  EXPECT_EQ(stored.back(), fork.back());
}

TEST_F(EventStoreTest, QuarantinedBatchesAreKeptAndNotOfferedAgain) {
  Enrol(1);
  NewBatch bad = Batch(1, 1, 1, "bad");
  bad.quarantine_reason = "unknown schema";
  EXPECT_EQ(Accept(std::move(bad))->disposition, Disposition::kQuarantined);
  ASSERT_TRUE(Accept(Batch(1, 1, 2, "late")).ok());
  const auto pending = events_->Pending(0, 10);
  ASSERT_EQ(pending->size(), 1u);
  ASSERT_TRUE(events_->Quarantine(pending->front().id, "does not decode", {}).ok());
  EXPECT_TRUE(events_->Pending(0, 10)->empty());
  EXPECT_EQ(events_->Totals()->quarantined, 2u);
}

// A batch that does not decode took its numbers and its declarations with it.
TEST_F(EventStoreTest, WhatAnUndecodableBatchHeldAndDeclaredIsInTheLedgerAsLost) {
  Enrol(1);
  ASSERT_TRUE(Accept(Batch(1, 7, 1, "unreadable")).ok());
  const auto pending = events_->Pending(0, 10);
  ASSERT_TRUE(events_
                  ->Quarantine(pending->front().id, "no key",
                               {{"overflow", MakeId(7), 1, 4}, {"undecodable", MakeId(7), 5, 6}})
                  .ok());
  const auto ledgers = events_->Ledgers();
  ASSERT_EQ(ledgers->size(), 1u);
  EXPECT_EQ(ledgers->front().lost_events, 10u);
  EXPECT_EQ(ledgers->front().missing_events, 0u);
  EXPECT_EQ(events_->Totals()->lost_events, 10u);
}

TEST_F(EventStoreTest, APeriodLimitsTheLogAndTooMuchIsSaid) {
  Enrol(1);
  ASSERT_TRUE(Accept(Batch(1, 1, 1, "x")).ok());
  const std::vector<EventRecord> records = SomeRecords(8, 1, 30);
  ASSERT_TRUE(events_->StoreDecoded({{1, 1, EventTable::Of(records), {}}}).ok());
  LogFilter filter;
  filter.from_us = records[10].fields.wall_us;
  filter.until_us = records[20].fields.wall_us;
  EXPECT_EQ(events_->LoadLog(filter)->events.size(), 10u);
  filter.max_events = 9;
  EXPECT_EQ(events_->LoadLog(filter).status().code(), StatusCode::kResourceExhausted);
}

TEST_F(EventStoreTest, ManyConnectionsShareCommits) {
  for (uint8_t agent = 1; agent <= 8; ++agent) Enrol(agent);
  const uint64_t before = database_->writer().counters().commits;
  std::vector<std::thread> threads;
  for (uint8_t agent = 1; agent <= 8; ++agent) {
    threads.emplace_back([this, agent] {
      for (uint64_t seq = 1; seq <= 50; ++seq) {
        EXPECT_TRUE(
            Accept(Batch(agent, 1, seq, std::to_string(agent) + "/" + std::to_string(seq))).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(events_->Totals()->batches, 400u);
  EXPECT_LT(database_->writer().counters().commits - before, 400u);
}

}  // namespace
}  // namespace adit
