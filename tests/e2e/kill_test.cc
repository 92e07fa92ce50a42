// Real agents and a real collector, killed (SIGKILL) at random moments on a real file system; the
// collector's ledger must come out even. ADIT_KILLS=300 kills more often.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "collector/store/sqlite_event_store.h"
#include "common/base/random.h"
#include "tests/e2e/department.h"

namespace adit::e2e {
namespace {

constexpr uint32_t kPeople = 2;

struct Kills {
  uint64_t agents = 0;
  uint64_t collector = 0;
};

uint64_t WantedKills() {
  const char* const text = std::getenv("ADIT_KILLS");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 24;
}

// Slow enough never to end by itself, and different work in each life.
std::string Source(uint32_t person, uint64_t life) {
  return "simulate:seed=" + std::to_string(7 + life) +
         ",profile=office,person=" + std::to_string(person) + ",speed=3000";
}

void KillAtRandom(Department& department, uint64_t wanted, Kills& kills) {
  SeededRandom random(wanted);
  for (uint64_t life = 1; kills.agents + kills.collector < wanted; ++life) {
    for (uint32_t person = 0; person < kPeople; ++person) {
      if (!department.AgentRuns(person)) {
        ASSERT_TRUE(department.StartAgent(person, Source(person, life)));
        // One in four may die while it starts; the others record, however busy the machine is.
        if (random.Below(4) != 0) {
          ASSERT_TRUE(department.AgentCaptures(person));
        }
      }
    }
    SleepMs(static_cast<int64_t>(20 + random.Below(1200)));
    const uint64_t dice = random.Below(4);
    if (dice == 0) {
      department.KillCollector();
      ++kills.collector;
      SleepMs(static_cast<int64_t>(random.Below(300)));
      ASSERT_TRUE(department.StartCollector());
    } else {
      department.KillAgent(dice == 1 ? 0 : 1);
      ++kills.agents;
    }
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Kill, AgentsAndCollectorAtRandomMomentsLoseNothingUndeclared) {
  Department department(kPeople);
  ASSERT_TRUE(department.MakeCollector());
  ASSERT_TRUE(department.StartCollector());
  ASSERT_TRUE(department.EnrolEveryone());
  Kills kills;
  KillAtRandom(department, WantedKills(), kills);
  ASSERT_FALSE(HasFailure());
  // Nothing new to record: each sends what it still has and ends.
  const std::string nothing = department.folder() + "/nothing.jsonl";
  std::ofstream(nothing) << "{\"replay\":1}\n";
  for (uint32_t person = 0; person < kPeople; ++person) {
    if (department.AgentRuns(person)) {
      department.KillAgent(person);
      ++kills.agents;
    }
    ASSERT_TRUE(department.StartAgent(person, "replay:" + nothing));
    ASSERT_TRUE(department.AgentFinishes(person, 120'000));
  }
  ASSERT_TRUE(department.StopCollector());

  auto database = SqliteDatabase::Open(department.data() + "/store.db", false);
  ASSERT_TRUE(database.ok()) << database.status().ToString();
  auto store = OpenSqliteEventStore(**database);
  ASSERT_TRUE(store.ok());
  const auto totals = (*store)->Totals();
  const auto ledgers = (*store)->Ledgers();
  ASSERT_TRUE(totals.ok() && ledgers.ok());
  EXPECT_EQ(totals->pending, 0u);
  uint64_t stored = 0;
  uint64_t lost = 0;
  uint64_t missing = 0;
  uint64_t repeated = 0;
  for (const IncarnationLedger& ledger : *ledgers) {
    EXPECT_EQ(ledger.missing_events, 0u) << HexEncode(ledger.incarnation);
    EXPECT_EQ(ledger.repeated_events, 0u) << HexEncode(ledger.incarnation);
    EXPECT_EQ(ledger.stored_events + ledger.lost_events, ledger.highest_event);
    EXPECT_EQ(ledger.durable_through, ledger.batches);
    stored += ledger.stored_events;
    lost += ledger.lost_events;
    missing += ledger.missing_events;
    repeated += ledger.repeated_events;
  }
  EXPECT_EQ(totals->events, stored);
  EXPECT_GT(stored, 100u) << "nothing happened";
  EXPECT_GT(lost, 0u) << "no kill hit an open batch: proves nothing about crash windows";
  std::printf(
      "agents killed %llu times, collector %llu times: %llu events stored, %llu numbers "
      "declared lost, %llu missing, %llu doubled\n",
      static_cast<unsigned long long>(kills.agents),
      static_cast<unsigned long long>(kills.collector), static_cast<unsigned long long>(stored),
      static_cast<unsigned long long>(lost), static_cast<unsigned long long>(missing),
      static_cast<unsigned long long>(repeated));
}

}  // namespace
}  // namespace adit::e2e
