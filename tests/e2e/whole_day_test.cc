// A week of an office over HTTPS, with agents and the collector killed in the middle: every masked
// event is stored once, the planted routines are in the ranked list, and no planted value is
// anywhere.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/simulate/simulation_log.h"
#include "agent/simulate/workforce.h"
#include "collector/discovery/discover.h"
#include "collector/store/block_vault.h"
#include "collector/store/sqlite_database.h"
#include "collector/store/sqlite_event_store.h"
#include "common/crypto/key_file.h"
#include "privacy/policy/policy.h"
#include "privacy/scrub/scrubber.h"
#include "tests/e2e/canary_search.h"
#include "tests/e2e/department.h"

namespace adit::e2e {
namespace {

constexpr uint32_t kPeople = 10;
constexpr uint32_t kDays = 5;
constexpr const char* kSpec = "profile=office,seed=11,people=10,days=5";

// What a person's desktop offers and what masking lets through, worked out apart from the agent.
struct Expected {
  std::vector<int64_t> offered;                        // wall_us of every simulated event, in order
  std::vector<std::pair<int64_t, ActionType>> masked;  // of those the policy does not drop, sorted
  std::map<int64_t, int32_t> routine;                  // by wall_us
};

simulate::SimulationOptions Options() { return simulate::ParseSimulationSpec(kSpec)->options; }

using TypesByValue = std::map<std::string, std::string_view>;

Expected ExpectedOf(const simulate::Workforce& workforce, uint32_t person, TypesByValue& planted) {
  Expected expected;
  auto scrubber = Scrubber::Create(Policy::Default(), ScrubKeys{crypto::GenerateHashKey()}, {});
  const auto stream = workforce.MakePerson(person);
  simulate::SimulatedEvent event;
  while (stream->Next(event)) {
    const int64_t at = event.event.fields.wall_us;
    expected.offered.push_back(at);
    expected.routine[at] = event.truth.routine;
    for (const simulate::Plant& plant : event.plants)
      planted[simulate::PlantedValue(event, plant)] = simulate::PersonalType(plant.field);
    const ActionType action = event.event.fields.action;
    if ((*scrubber)->Scrub(std::move(event.event))) expected.masked.emplace_back(at, action);
  }
  std::sort(expected.masked.begin(), expected.masked.end());
  return expected;
}

Id16 AgentId(const std::string& hex) {
  Id16 id{};
  for (size_t i = 0; i < id.size(); ++i) {
    id[i] = static_cast<uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  }
  return id;
}

// The stored records of an agent as (time, action), without what the agent says about itself.
std::vector<std::pair<int64_t, ActionType>> Stored(EventStore& store,
                                                   const std::string& agent_hex) {
  std::vector<std::pair<int64_t, ActionType>> stored;
  const Status visited = store.VisitRecords(AgentId(agent_hex), [&](const EventRecord& record) {
    const ActionType action = record.fields.action;
    if (action != ActionType::kCaptureGap && action != ActionType::kDegradation) {
      stored.emplace_back(record.fields.wall_us, action);
    }
    return true;
  });
  EXPECT_TRUE(visited.ok()) << visited.message();
  std::sort(stored.begin(), stored.end());
  return stored;
}

// The keys of the days' events.
BlockVault VaultOf(const Department& department) {
  return {RealFileSystem(), department.data() + "/keys/events", SystemClock()};
}

std::unique_ptr<EventStore> OpenStore(SqliteDatabase& database, BlockVault& vault) {
  const Status loaded = vault.Load();
  EXPECT_TRUE(loaded.ok()) << loaded.message();
  EXPECT_TRUE(database.SetVault(vault).ok());
  auto store = OpenSqliteEventStore(database);
  EXPECT_TRUE(store.ok()) << store.status().message();
  return store.ok() ? std::move(*store) : nullptr;
}

// After agents were killed: how many of the offered events are safe, so that the rest is offered
// again. The collector must not run.
size_t SafelyStored(const Department& department, uint32_t person, const Expected& expected) {
  auto database = SqliteDatabase::Open(department.data() + "/store.db", false);
  EXPECT_TRUE(database.ok()) << database.status().message();
  if (!database.ok()) return 0;
  BlockVault vault = VaultOf(department);
  const auto store = OpenStore(**database, vault);
  const auto stored = Stored(*store, department.agent_hex(person));
  if (stored.empty()) return 0;
  const auto after =
      std::upper_bound(expected.offered.begin(), expected.offered.end(), stored.back().first);
  return static_cast<size_t>(after - expected.offered.begin());
}

// Plays everybody's week and kills: the collector once, two agents once.
void PlayWithKills(Department& department, const std::vector<Expected>& expected) {
  uint64_t all = 0;
  for (const Expected& person : expected) all += person.masked.size();
  const auto source = [](uint32_t person) {
    return "simulate:" + std::string(kSpec) + ",person=" + std::to_string(person);
  };
  for (uint32_t person = 0; person < kPeople; ++person) {
    // The ones to be killed go slowly enough to be still at work when their turn comes.
    const bool killed = person == 3 || person == 7;
    ASSERT_TRUE(department.StartAgent(person, source(person) + (killed ? ",speed=8000" : "")));
  }
  ASSERT_TRUE(WaitUntil(240'000, [&] { return department.StoredEvents() > all / 10; }));
  department.KillCollector();
  SleepMs(1500);
  department.KillAgent(3);
  department.KillAgent(7);
  ASSERT_TRUE(department.StartCollector());
  // Agents come up again with nothing new to record and send what they still had.
  const std::string nothing = department.folder() + "/nothing.jsonl";
  std::ofstream(nothing) << "{\"replay\":1}\n";
  ASSERT_TRUE(department.StartAgent(3, "replay:" + nothing));
  ASSERT_TRUE(department.StartAgent(7, "replay:" + nothing));
  for (uint32_t person = 0; person < kPeople; ++person)
    ASSERT_TRUE(department.AgentFinishes(person, 400'000));
  ASSERT_TRUE(department.StopCollector());
  std::map<uint32_t, size_t> done;
  for (const uint32_t person : {3U, 7U}) {
    done[person] = SafelyStored(department, person, expected[person]);
    EXPECT_LT(done[person], expected[person].offered.size()) << "killed too late to prove anything";
  }
  ASSERT_TRUE(department.StartCollector());
  for (const auto& [person, skip] : done) {
    ASSERT_TRUE(department.StartAgent(person, source(person) + ",skip=" + std::to_string(skip)));
  }
  for (const auto& [person, skip] : done) ASSERT_TRUE(department.AgentFinishes(person, 400'000));
}

void ExpectEveryMaskedEventOnce(EventStore& store, const Department& department,
                                const std::vector<Expected>& expected) {
  for (uint32_t person = 0; person < kPeople; ++person) {
    const auto stored = Stored(store, department.agent_hex(person));
    std::vector<std::pair<int64_t, ActionType>> missing;
    std::vector<std::pair<int64_t, ActionType>> surplus;
    std::set_difference(expected[person].masked.begin(), expected[person].masked.end(),
                        stored.begin(), stored.end(), std::back_inserter(missing));
    std::set_difference(stored.begin(), stored.end(), expected[person].masked.begin(),
                        expected[person].masked.end(), std::back_inserter(surplus));
    EXPECT_EQ(missing.size(), 0U) << "person " << person << " of "
                                  << expected[person].masked.size();
    EXPECT_EQ(surplus.size(), 0U) << "person " << person << " of " << stored.size();
  }
  // Conservation (I1): received and declared-lost numbers tile 1..n.
  const auto ledgers = store.Ledgers();
  ASSERT_TRUE(ledgers.ok());
  EXPECT_GE(ledgers->size(), kPeople);
  for (const IncarnationLedger& ledger : *ledgers) {
    EXPECT_EQ(ledger.stored_events + ledger.lost_events, ledger.highest_event);
  }
}

// Maps what discovery found in the stored events to the truth and asks the API for the ranked list.
void ExpectPlantedRoutinesRanked(EventStore& store, const Department& department,
                                 const simulate::Workforce& workforce,
                                 const std::vector<Expected>& expected,
                                 const std::string& ranked_json) {
  const auto log = store.LoadLog({});
  ASSERT_TRUE(log.ok()) << log.status().message();
  const auto discovery = Discover(*log, {});
  ASSERT_TRUE(discovery.ok()) << discovery.status().message();
  std::map<std::string, uint32_t> people;
  for (uint32_t person = 0; person < kPeople; ++person)
    people[department.agent_hex(person)] = person;
  std::vector<std::map<int32_t, uint64_t>> events(discovery->routines.size());
  for (size_t i = 0; i < log->events.size(); ++i) {
    const uint32_t instance = discovery->event_instance[i];
    if (instance == kNoInstance) continue;
    const auto person = people.find(log->strings.At(log->events[i].user));
    ASSERT_NE(person, people.end());
    const auto& truth = expected[person->second].routine;
    const auto found = truth.find(log->events[i].time_us);
    ++events[discovery->instances[instance].routine][found == truth.end() ? -1 : found->second];
  }
  std::set<int32_t> ranked;
  for (size_t routine = 0; routine < events.size(); ++routine) {
    if (ranked_json.find("\"" + discovery->routines[routine].key + "\"") == std::string::npos)
      continue;
    const auto best =
        std::max_element(events[routine].begin(), events[routine].end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best != events[routine].end() && best->first >= 0) ranked.insert(best->first);
  }
  std::string missing;
  for (size_t routine = 0; routine < workforce.office().routines().size(); ++routine) {
    if (ranked.count(static_cast<int32_t>(routine)) == 0)
      missing += workforce.office().routines()[routine].name + " ";
  }
  // The aim is all 8; 7 were reached in the last run (pseudonyms differ). The floor rises with discovery (docs/guides/discover.md).
  constexpr size_t kFloor = 6;
  std::printf("planted routines in the ranked list: %zu of 8; missing: %s\n", ranked.size(), missing.c_str());
  EXPECT_GE(ranked.size(), kFloor) << "missing: " << missing;
}

// Every cell of every table: what a database page scatters stands together again here.
std::vector<CanaryHit> SearchCells(const CanarySearch& canaries, const std::string& path) {
  std::vector<CanaryHit> hits;
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  const auto each_row = [&](const std::string& sql, const auto& visit) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(statement) == SQLITE_ROW) visit(statement);
    sqlite3_finalize(statement);
  };
  std::vector<std::string> tables;
  each_row("SELECT name FROM sqlite_master WHERE type = 'table'", [&](sqlite3_stmt* row) {
    tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
  });
  EXPECT_GT(tables.size(), 3U);
  for (const std::string& table : tables) {
    each_row("SELECT * FROM \"" + table + "\"", [&](sqlite3_stmt* row) {
      for (int column = 0; column < sqlite3_column_count(row); ++column) {
        const int type = sqlite3_column_type(row, column);
        if (type != SQLITE_TEXT && type != SQLITE_BLOB) continue;
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
        const auto size = static_cast<size_t>(sqlite3_column_bytes(row, column));
        const auto found = canaries.Search({bytes, bytes == nullptr ? 0 : size}, table);
        hits.insert(hits.end(), found.begin(), found.end());
      }
    });
  }
  sqlite3_close(database);
  return hits;
}

// Files of agents and collector, logs and the database's cells.
void ExpectNoPlantedValue(const Department& department, const TypesByValue& planted,
                          const CanarySearch& canaries) {
  EXPECT_GE(canaries.values(), 10'000U);
  const uint64_t before = canaries.searched_bytes();
  std::vector<CanaryHit> hits = canaries.SearchTree(department.folder());
  const auto cells = SearchCells(canaries, department.data() + "/store.db");
  hits.insert(hits.end(), cells.begin(), cells.end());
  EXPECT_GT(canaries.searched_bytes() - before, 1'000'000U);
  std::map<std::string_view, std::set<std::string>> by_type;
  std::map<std::string_view, std::string> example;
  for (const CanaryHit& hit : hits) {
    const std::string_view type = planted.at(hit.value);
    by_type[type].insert(hit.value);
    example.try_emplace(type, hit.value + " as " + hit.disguise + " in " + hit.where);
  }
  // Firms and towns are no person's data under the shipped policy. What is said about them here is a report.
  const std::set<std::string_view> reported = {"ORGANIZATION", "LOCATION"};
  for (const auto& [type, values] : by_type) {
    if (reported.count(type) > 0) {
      std::printf("left: %zu values of %s\n", values.size(), std::string(type).c_str());
    } else {
      EXPECT_EQ(values.size(), 0U) << type << ", such as " << example[type];
    }
  }
}

TEST(WholeDay, KillsLoseNothingRoutinesAreRankedAndNoPlantedValueIsLeft) {
  const auto workforce = simulate::Workforce::Create(Options());
  ASSERT_TRUE(workforce.ok());
  TypesByValue planted;
  std::vector<Expected> expected;
  for (uint32_t person = 0; person < kPeople; ++person) {
    expected.push_back(ExpectedOf(**workforce, person, planted));
  }

  Department department(kPeople);
  ASSERT_TRUE(department.MakeCollector());
  ASSERT_TRUE(department.StartCollector());
  ASSERT_TRUE(department.EnrolEveryone());
  PlayWithKills(department, expected);
  if (testing::Test::HasFatalFailure()) return;
  ASSERT_TRUE(WaitUntil(120'000, [&] {
    const auto status = department.Ask("status");
    return status && status->find("\"pending_batches\":0") != std::string::npos;
  }));
  ASSERT_TRUE(department.StopCollector());
  {
    const auto database = SqliteDatabase::Open(department.data() + "/store.db", false);
    ASSERT_TRUE(database.ok()) << database.status().message();
    BlockVault vault = VaultOf(department);
    const auto store = OpenStore(**database, vault);
    ASSERT_NE(store, nullptr);
    ExpectEveryMaskedEventOnce(*store, department, expected);
  }
  CanarySearch canaries;
  for (const auto& [value, type] : planted) canaries.Add(value);
  canaries.Build();
  ExpectNoPlantedValue(department, planted, canaries);
  ASSERT_TRUE(department.StartCollector());
  ASSERT_TRUE(department.Mine());
  const auto ranked = department.Ask("routines");
  ASSERT_TRUE(ranked.has_value());
  ASSERT_TRUE(department.StopCollector());
  // And again with what mining left: its log, its documents, its answer.
  ExpectNoPlantedValue(department, planted, canaries);
  const auto database = SqliteDatabase::Open(department.data() + "/store.db", false);
  ASSERT_TRUE(database.ok()) << database.status().message();
  BlockVault vault = VaultOf(department);
  const auto store = OpenStore(**database, vault);
  ASSERT_NE(store, nullptr);
  ExpectPlantedRoutinesRanked(*store, department, **workforce, expected, *ranked);
}

}  // namespace
}  // namespace adit::e2e
