// Power goes at each operation of the database on its disk, in each way, and again during recovery:
// what was acknowledged is there, once, and the rest of the work ends as if nothing had happened.
#include <map>
#include <optional>

#include "tests/collector/store/store_fixture.h"
#include "tests/fakes/crash_points.h"
#include "tests/fakes/sqlite_disk.h"

namespace adit {
namespace {

constexpr uint64_t kBatches = 7;
constexpr uint64_t kEventsInBatch = 6;

std::vector<EventRecord> RecordsOf(uint64_t seq) {
  std::vector<EventRecord> records(kEventsInBatch);
  for (uint64_t i = 0; i < kEventsInBatch; ++i) {
    EventRecord& record = records[i];
    record.fields.sequence = (seq - 1) * kEventsInBatch + i + 1;
    record.fields.wall_us = static_cast<int64_t>(record.fields.sequence) * 1'000'000;
    record.fields.action = ActionType::kClick;
    record.app_name = "App";
    record.window_title = "Title " + std::to_string(record.fields.sequence);
  }
  return records;
}

// A store on a simulated disk and the script it goes through. Every step can be repeated.
class StoreWorld {
 public:
  // With an empty database of the newest schema, or on an empty disk.
  explicit StoreWorld(uint64_t seed, bool created = true) : disk(seed) {
    static std::optional<SqliteDisk::Snapshot> empty_database;
    if (!created) return;
    if (!empty_database) {
      EXPECT_TRUE(Open().ok());
      Close();
      empty_database = disk.TakeSnapshot();
    }
    disk.Restore(*empty_database);
  }
  ~StoreWorld() { Close(); }

  Status Open() {
    ADIT_ASSIGN_OR_RETURN(database_, SqliteDatabase::Open(Path(), true));
    ADIT_ASSIGN_OR_RETURN(events_, OpenSqliteEventStore(*database_));
    control_ = std::make_unique<ControlStore>(*database_);
    return OkStatus();
  }
  void Close() {
    control_.reset();
    events_.reset();
    database_.reset();
  }
  void PowerCut(bool lose_all) {
    disk.Crash();
    Close();
    disk.Restart(lose_all);
  }
  // Opens, with a second power cut at operation `again` of the recovery when it is not 0.
  Status Reopen(bool lose_all, uint64_t again) {
    PowerCut(lose_all);
    if (again != 0) {
      disk.SetFault(disk.operations() + again, Fault::kCrashPrefix);
      Open().IgnoreError();
      PowerCut(lose_all);
    }
    return Open();
  }

  // Stops at the first failure, as a client that gets no answer.
  Status Script() {
    for (uint8_t agent = 1; agent <= 2; ++agent) ADIT_RETURN_IF_ERROR(EnrolOnce(agent));
    for (uint64_t seq = 1; seq <= kBatches; ++seq) {
      for (uint8_t agent = 1; agent <= 2; ++agent) ADIT_RETURN_IF_ERROR(AcceptOne(agent, seq));
      if (seq % 3 == 0) ADIT_RETURN_IF_ERROR(DecodeAll());
      if (seq % 7 == 0) ADIT_RETURN_IF_ERROR(events_->Compact(100).status());
    }
    return DecodeAll();
  }

  // Empty, or which promise is broken.
  std::string CheckAcknowledged() {
    for (const auto& [key, disposition] : acknowledged_) {
      const auto found = events_->FindBatch(key);
      if (!found.ok()) return found.status().ToString();
      if (!found->has_value()) return "batch " + std::to_string(key.seq) + " is gone";
      if ((*found)->disposition != disposition) return "a disposition changed";
    }
    for (const uint8_t agent : enrolled_) {
      const auto found = control_->FindAgent(MakeId(agent));
      if (!found.ok() || !found->has_value()) return "an enrolled agent is gone";
    }
    const auto audit = control_->VerifyAudit();
    if (!audit.ok()) return audit.status().ToString();
    if (*audit < audited_) return "an audit entry is gone";
    return "";
  }
  std::string CheckWhole() {
    for (uint8_t agent = 1; agent <= 2; ++agent) {
      std::vector<uint64_t> numbers;
      const Status visited = events_->VisitRecords(MakeId(agent), [&](const EventRecord& record) {
        numbers.push_back(record.fields.sequence);
        return record.window_title == "Title " + std::to_string(record.fields.sequence);
      });
      if (!visited.ok()) return visited.ToString();
      if (numbers.size() != kBatches * kEventsInBatch) {
        return std::to_string(numbers.size()) + " events of agent " + std::to_string(agent);
      }
      for (size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] != i + 1) return "event " + std::to_string(i + 1) + " is doubled or gone";
      }
    }
    const auto ledgers = events_->Ledgers();
    if (!ledgers.ok() || ledgers->size() != 2) return "the ledger does not read";
    for (const IncarnationLedger& ledger : *ledgers) {
      if (ledger.missing_events != 0 || ledger.repeated_events != 0) return "the ledger has a gap";
      if (ledger.durable_through != kBatches) return "durable_through is wrong";
    }
    return "";
  }

  SqliteDisk disk;

 private:
  // One path for all worlds, so that the created database can be put on each disk.
  static TemporaryDirectory& Directory() {
    static TemporaryDirectory directory;
    return directory;
  }
  static std::string Path() { return Directory().File("store.db"); }
  Status EnrolOnce(uint8_t n) {
    ADIT_ASSIGN_OR_RETURN(const auto present, control_->FindAgent(MakeId(n)));
    if (present.has_value()) return OkStatus();
    EnrolToken token;
    token.id = "t" + std::to_string(n);
    token.secret_digest = DigestOf("secret" + token.id);
    token.audience = "here";
    token.expires_us = 1000;
    const Status added = control_->AddEnrolToken(token);
    if (!added.ok() && added.code() != StatusCode::kAlreadyExists) return added;
    AgentEntry agent;
    agent.id = MakeId(n);
    ADIT_RETURN_IF_ERROR(
        control_->Enrol(token.secret_digest, "here", 10, agent, {"serial" + token.id, {}, 99}));
    enrolled_.push_back(n);
    AuditEntry entry;
    entry.actor = entry.action = entry.target = entry.outcome = token.id;
    ADIT_RETURN_IF_ERROR(control_->AppendAudit(entry));
    ++audited_;
    return OkStatus();
  }

  Status AcceptOne(uint8_t agent, uint64_t seq) {
    NewBatch batch;
    const std::string content(700 + 100 * seq, static_cast<char>('a' + agent));
    batch.key = {MakeId(agent), MakeId(7), seq, DigestOf(content)};
    batch.first_event = (seq - 1) * kEventsInBatch + 1;
    batch.envelope.assign(content.begin(), content.end());
    batch.received_us = 5;
    const BatchKey key = batch.key;
    std::promise<Result<Acceptance>> promise;
    auto future = promise.get_future();
    ADIT_RETURN_IF_ERROR(events_->AcceptBatch(
        std::move(batch), [&](Result<Acceptance> r) { promise.set_value(std::move(r)); }));
    ADIT_ASSIGN_OR_RETURN(const Acceptance acceptance, future.get());
    acknowledged_.emplace(key, acceptance.disposition == Disposition::kDuplicate
                                   ? Disposition::kStored
                                   : acceptance.disposition);
    return OkStatus();
  }

  Status DecodeAll() {
    ADIT_ASSIGN_OR_RETURN(const std::vector<PendingBatch> pending, events_->Pending(0, 100));
    std::vector<DecodedBatch> decoded;
    for (const PendingBatch& batch : pending) {
      decoded.push_back({batch.id, (batch.seq - 1) * kEventsInBatch + 1,
                         EventTable::Of(RecordsOf(batch.seq)), {}});
    }
    return events_->StoreDecoded(decoded);
  }

  struct KeyOrder {
    bool operator()(const BatchKey& a, const BatchKey& b) const {
      return std::tie(a.agent, a.seq) < std::tie(b.agent, b.seq);
    }
  };
  std::unique_ptr<SqliteDatabase> database_;
  std::unique_ptr<EventStore> events_;
  std::unique_ptr<ControlStore> control_;
  std::map<BatchKey, Disposition, KeyOrder> acknowledged_;
  std::vector<uint8_t> enrolled_;
  int64_t audited_ = 0;
};

uint64_t OperationsOfScript() {
  { StoreWorld creates_the_empty_database(1); }
  StoreWorld world(1);
  EXPECT_TRUE(world.Open().ok());
  const Status done = world.Script();
  EXPECT_TRUE(done.ok()) << done.ToString();
  EXPECT_EQ(world.CheckWhole(), "");
  return world.disk.operations();
}

uint64_t OperationsOfCreation() {
  StoreWorld world(1, /*created=*/false);
  EXPECT_TRUE(world.Open().ok());
  return world.disk.operations();
}

// What holds after a fault at operation `at`.
CrashPoints crash_points;

void Try(Fault fault, uint64_t at, bool lose_all, uint64_t again, bool created = true) {
  ++crash_points.tried;
  SCOPED_TRACE("fault at operation " + std::to_string(at) + (lose_all ? ", un-synced all lost" : "") +
               (again != 0 ? ", again at " + std::to_string(again) : ""));
  StoreWorld world(at * 31 + again * 7 + lose_all, created);
  at += created ? world.disk.operations() : 0;
  world.disk.SetFault(at, fault);
  if (world.Open().ok()) world.Script().IgnoreError();
  const Status reopened = world.Reopen(lose_all, again);
  ASSERT_TRUE(reopened.ok()) << reopened.ToString();
  ASSERT_EQ(world.CheckAcknowledged(), "");
  const Status done = world.Script();
  ASSERT_TRUE(done.ok()) << done.ToString();
  ASSERT_EQ(world.CheckAcknowledged(), "");
  ASSERT_EQ(world.CheckWhole(), "");
}

class StoreCrash : public testing::TestWithParam<Fault> {};

TEST_P(StoreCrash, AtEachOperationWhatWasAcknowledgedIsThereOnce) {
  const uint64_t operations = OperationsOfScript();
  for (uint64_t at = 1; at <= operations; ++at) {
    Try(GetParam(), at, at % 2 == 0, 0);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST_P(StoreCrash, AtEachOperationOfTheCreationTheNextStartCompletesIt) {
  const uint64_t operations = OperationsOfCreation();
  for (uint64_t at = 1; at <= operations; ++at) {
    Try(GetParam(), at, at % 2 == 0, 0, /*created=*/false);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST_P(StoreCrash, AgainDuringRecoveryWhatWasAcknowledgedIsThereOnce) {
  const uint64_t operations = OperationsOfScript();
  for (uint64_t at = 2; at <= operations; at += 13) {
    for (uint64_t again = 1; again <= 5; ++again) {
      Try(GetParam(), at, again % 2 == 0, again);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoreCrash,
                         testing::Values(Fault::kCrashBefore, Fault::kCrashAfter,
                                         Fault::kCrashPrefix, Fault::kCrashGarbage));

class StoreFailure : public testing::TestWithParam<Fault> {};

// The operation fails once, the store goes on; then the power goes.
TEST_P(StoreFailure, OfAnySingleOperationLosesNothingAcknowledged) {
  const uint64_t operations = OperationsOfScript();
  for (uint64_t at = 1; at <= operations; ++at) {
    SCOPED_TRACE("failure of operation " + std::to_string(at));
    ++crash_points.tried;
    StoreWorld world(at);
    world.disk.SetFault(at, GetParam());
    if (!world.Open().ok()) {
      world.Close();
      ASSERT_TRUE(world.Open().ok());
    }
    for (int tries = 0; tries < 3; ++tries) {
      if (world.Script().ok()) break;
    }
    ASSERT_EQ(world.CheckAcknowledged(), "");
    const Status reopened = world.Reopen(true, 0);
    ASSERT_TRUE(reopened.ok()) << reopened.ToString();
    ASSERT_EQ(world.CheckAcknowledged(), "");
    const Status done = world.Script();
    ASSERT_TRUE(done.ok()) << done.ToString();
    ASSERT_EQ(world.CheckWhole(), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoreFailure,
                         testing::Values(Fault::kFail, Fault::kFailLoses, Fault::kNoSpace));

}  // namespace
}  // namespace adit
