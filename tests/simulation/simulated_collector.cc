#include "tests/simulation/simulated_collector.h"

#include <stdlib.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <tuple>

#include "collector/store/block_vault.h"
#include "common/base/check.h"
#include "common/wire/envelope_reader.h"
#include "privacy/policy/signed_policy.h"

namespace adit {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;
constexpr const char* kKeys = "/keys";

// The lock file is a real one; the database beside it is on the simulated disk.
const std::string& DatabasePath() {
  struct Directory {
    Directory() {
      std::string pattern =
          (std::filesystem::temp_directory_path() / "adit-simulation-XXXXXX").string();
      path = mkdtemp(pattern.data());
      database = path + "/store.db";
    }
    ~Directory() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
    std::string path;
    std::string database;
  };
  static const Directory directory;
  return directory.database;
}

}  // namespace

// Keys and an empty database, made once for all runs of the process and from no run's chance, so that a
// seed meets the same beginning alone as among others.
struct SimulatedCollector::Beginning {
  Beginning() {
    MemoryFileSystem key_files;
    FakeClock clock;
    ADIT_CHECK(CreateCollectorKeys(key_files, kKeys, {"localhost"}, clock).ok());
    keys = key_files.TakeSnapshot();
    SqliteDisk disk;
    {
      auto opened = SqliteDatabase::Open(DatabasePath(), true);
      ADIT_CHECK(opened.ok() && OpenSqliteEventStore(**opened).ok());
    }
    database = disk.TakeSnapshot();
  }
  static const Beginning& Shared() {
    static const Beginning beginning;
    return beginning;
  }
  MemoryFileSystem::Snapshot keys;
  SqliteDisk::Snapshot database;
};

namespace {

http::Method MethodOf(const std::string& method) {
  if (method == "PUT") return http::Method::kPut;
  return method == "POST" ? http::Method::kPost : http::Method::kGet;
}

HttpAnswer ToAnswer(http::HttpResponse response) {
  HttpAnswer answer;
  answer.status = response.status;
  answer.body.assign(response.body.begin(), response.body.end());
  for (const auto& [name, value] : response.headers) {
    if (name == "Retry-After") answer.retry_after = value;
  }
  return answer;
}

}  // namespace

// Declared so that destruction runs from the routes inwards.
struct SimulatedCollector::Parts {
  Parts(SimulatedCollector& owner, std::unique_ptr<CollectorKeys> keys_in,
        std::unique_ptr<BlockVault> vault_in,
        std::unique_ptr<SqliteDatabase> database_in, std::unique_ptr<EventStore> events_in)
      : keys(std::move(keys_in)),
        vault(std::move(vault_in)),
        database(std::move(database_in)),
        events(std::move(events_in)),
        control(*database),
        stages(*database),
        desk("simulation", *keys, control, owner.clock_, owner.random_),
        receiver(ReceiverOptions{.quota = {}, .min_free_bytes = 1, .data_directory = "/data"}, *keys,
                 *events, control, owner.files_, owner.clock_),
        decoder(DecoderOptions{}, *keys, *events, control, owner.clock_),
        jobs(JobOptions{}, *events, control, owner.clock_),
        access(control, owner.clock_, owner.random_),
        gate(5),
        context{*events, control, receiver, decoder, desk, jobs, access, gate, owner.clock_,
                "simulation", 0, [] { return nullptr; }} {
    context.stages = &stages;
    api::AddAgentRoutes(router, context);
  }
  std::unique_ptr<CollectorKeys> keys;
  std::unique_ptr<BlockVault> vault;
  std::unique_ptr<SqliteDatabase> database;
  std::unique_ptr<EventStore> events;
  ControlStore control;
  PolicyStages stages;
  EnrolmentDesk desk;
  BatchReceiver receiver;
  EnvelopeDecoder decoder;
  JobRunner jobs;
  api::Access access;
  GroupGate gate;
  api::ApiContext context;
  http::Router router;
};

bool SimulatedCollector::KeyOrder::operator()(const BatchKey& a, const BatchKey& b) const {
  return std::tie(a.agent, a.incarnation, a.seq, a.digest) <
         std::tie(b.agent, b.incarnation, b.seq, b.digest);
}

SimulatedCollector::SimulatedCollector(uint64_t seed, SimulationCounts& counts)
    : beginning_(Beginning::Shared()),
      counts_(counts),
      random_(seed ^ 0xC011EC),
      files_(seed),
      disk_(seed ^ 0xD15C) {
  files_.Restore(beginning_.keys);
  disk_.Restore(beginning_.database);
  Open();
  ActivatePolicy();
}

SimulatedCollector::~SimulatedCollector() { parts_.reset(); }

void SimulatedCollector::Open() {
  std::string why;
  for (int tries = 0; tries < 100; ++tries) {
    parts_.reset();
    if (disk_.crashed()) disk_.Restart(random_.Chance(0.5));
    auto keys = LoadCollectorKeys(files_, kKeys);
    ADIT_CHECK(keys.ok());
    auto database = SqliteDatabase::Open(DatabasePath(), true);
    if (!database.ok()) {
      why = database.status().ToString();
      continue;
    }
    auto vault = std::make_unique<BlockVault>(files_, std::string(kKeys) + "/events", clock_);
    ADIT_CHECK(vault->Load().ok() && (*database)->SetVault(*vault).ok());
    auto events = OpenSqliteEventStore(**database);
    if (!events.ok()) {
      why = events.status().ToString();
      continue;
    }
    parts_ = std::make_unique<Parts>(*this, std::move(*keys), std::move(vault),
                                     std::move(*database),
                                     std::move(*events));
    parts_->receiver.set_policy_version(policy_version_);
    return;
  }
  std::fprintf(stderr, "the database does not open again: %s\n", why.c_str());
  std::abort();
}

void SimulatedCollector::PowerCut() {
  disk_.Crash();
  disk_.SetFailureRate(0);
  parts_.reset();
  ++counts_["collector: power cuts"];
  disk_.Restart(random_.Chance(0.5));
  if (random_.Chance(0.3)) {
    disk_.SetFault(disk_.operations() + 1 + random_.Below(12), Fault::kCrashPrefix);
    ++counts_["collector: power cuts during recovery"];
  }
  Open();
}

wire::EnrolmentToken SimulatedCollector::Token(uint32_t uses) {
  const auto token = parts_->desk.CreateToken({"simulated", uses, 20 * kDay});
  ADIT_CHECK(token.ok());
  return wire::ParseToken(token->text).value();
}

Result<wire::EnrolmentToken> SimulatedCollector::TryToken() {
  const auto token = parts_->desk.CreateToken({"simulated", 1, 20 * kDay});
  if (disk_.crashed()) PowerCut();
  if (!token.ok()) return token.status();
  return wire::ParseToken(token->text);
}

void SimulatedCollector::ActivatePolicy() {
  // Small, because it is parsed thousands of times.
  const std::string document = R"({"format": 1, "id": "simulated", "version": )" +
                               std::to_string(policy_version_ + 1) +
                               R"(, "expires": "2099-01-01T00:00:00Z",
      "legal": {"basis": "test", "information": "test"}, "applications": {"default": "allow"}})";
  const std::string text = SignPolicy(document, parts_->keys->policy);
  PolicyEntry entry;
  entry.version = policy_version_ + 1;
  entry.digest = crypto::HashOf(AsBytes(document));
  entry.document.assign(text.begin(), text.end());
  if (!parts_->control.AddPolicy(entry).ok()) return;
  ++policy_version_;
  older_policy_ = policy_;
  policy_ = text;
  parts_->receiver.set_policy_version(policy_version_);
  ++counts_["collector: policies activated"];
}

bool SimulatedCollector::Holds(const BatchKey& key) {
  const auto found = parts_->events->FindBatch(key);
  ADIT_CHECK(found.ok());
  return found->has_value();
}

// Yesterday's backup becomes the database.
void SimulatedCollector::Restore() {
  std::vector<BatchKey> held;
  for (const auto& [key, batch] : submitted_) {
    if (Holds(key)) held.push_back(key);
  }
  parts_.reset();
  disk_.SetFailureRate(0);
  disk_.SetFault(0, Fault::kNone);
  disk_.Restore(backup_);
  Open();
  for (const BatchKey& key : held) {
    if (!Holds(key)) submitted_[key].lost_by_restore = true;
  }
  // The officer's policies are kept outside the database too: the newest is activated again.
  const auto active = parts_->control.ActivePolicy();
  ADIT_CHECK(active.ok());
  policy_version_ = active->has_value() ? (*active)->version : 0;
  if ((*active).has_value()) policy_ = std::string(AsText((*active)->document));
  parts_->receiver.set_policy_version(policy_version_);
  ++counts_["collector: backups restored"];
}

void SimulatedCollector::Step() {
  clock_.Advance(static_cast<int64_t>(random_.Below(2 * kSecond)));
  if (backup_.empty()) backup_ = disk_.TakeSnapshot();
  const uint64_t dice = random_.Below(1000);
  if (dice < 300) {
    parts_->decoder.DecodeAll().IgnoreError();
  } else if (dice < 320) {
    // An agent that is away longer than certificate and grace (120 days) needs a new token.
    const auto weeks = static_cast<int64_t>(random_.Below(25 * kDay));
    if (weeks_passed_us_ + weeks > 100 * kDay) return;
    weeks_passed_us_ += weeks;
    clock_.Advance(weeks);
    ++counts_["collector: weeks passed"];
  } else if (dice < 350) {
    PowerCut();
  } else if (dice < 380) {
    disk_.SetFault(disk_.operations() + 1 + random_.Below(20),
                   static_cast<Fault>(random_.Below(static_cast<uint64_t>(Fault::kNoSpace)) + 1));
    ++counts_["collector: disk faults"];
  } else if (dice < 390) {
    disk_.SetFailureRate(random_.Chance(0.5) ? 0.05 : 0);
    ++counts_["collector: disk faults"];
  } else if (dice < 400) {
    const bool full = random_.Chance(0.5);
    disk_.SetCapacity(full ? disk_.UsedBytes() + random_.Below(100'000) : UINT64_MAX);
    files_.SetCapacity(full && random_.Chance(0.5) ? 0 : UINT64_MAX);
    ++counts_["collector: disk full and freed"];
  } else if (dice < 420) {
    backup_ = disk_.TakeSnapshot();
    ++counts_["collector: backups"];
  } else if (dice < 424) {
    Restore();
  } else if (dice < 430) {
    files_.SetCapacity(UINT64_MAX);
    if (AddSealEpoch(files_, kKeys, clock_).ok()) ++counts_["collector: sealing keys begun"];
    parts_.reset();
    Open();
  } else if (dice < 440) {
    ActivatePolicy();
  } else if (dice < 460) {
    parts_->events->Compact(64).status().IgnoreError();
  }
  if (disk_.crashed()) PowerCut();
}

void SimulatedCollector::Settle() {
  disk_.SetFailureRate(0);
  disk_.SetFault(0, Fault::kNone);
  disk_.SetCapacity(UINT64_MAX);
  files_.SetCapacity(UINT64_MAX);
}

Result<HttpAnswer> SimulatedCollector::Handle(
    const HttpRequest& request, const std::optional<crypto::CertificateFacts>& peer) {
  clock_.Advance(200'000);
  http::HttpRequest in;
  in.method = MethodOf(request.method);
  in.path = request.path;
  in.headers.emplace_back("content-length", std::to_string(request.body.size()));
  in.peer = peer;
  http::Router::Match match = parts_->router.Find(in.method, in.path);
  if (match.route == nullptr) return ToAnswer(http::Problem(match.status, ""));
  in.parameters = std::move(match.parameters);
  std::optional<BatchKey> key;
  std::optional<http::HttpResponse> response;
  if (match.route->before_body) response = match.route->before_body(in);
  if (!response) {
    in.body.assign(request.body.begin(), request.body.end());
    if (const auto address = wire::ParseBatchPath(request.path)) {
      key = BatchKey{address->agent.value(), address->incarnation.value(), address->batch_seq,
                     crypto::HashOf(request.body)};
      submitted_[*key].envelope = in.body;
    }
    std::promise<http::HttpResponse> promise;
    auto future = promise.get_future();
    match.route->handle(std::move(in),
                        [&](http::HttpResponse r) { promise.set_value(std::move(r)); });
    response = future.get();
  }
  const bool taken = key && (response->status == 200 || response->status == 201);
  if (taken) submitted_[*key].acknowledged = true;
  if (disk_.crashed()) PowerCut();
  // Only what reaches the wire before the power goes has been acknowledged; what was is durable.
  return ToAnswer(std::move(*response));
}

Result<Bytes> SimulatedCollector::Import(const Bytes& envelope) {
  clock_.Advance(200'000);
  const auto parsed = wire::ParseEnvelopeHeader(envelope);
  if (!parsed.ok()) return parsed.status();
  const BatchKey key{parsed->header.agent.value(), parsed->header.incarnation.value(),
                     parsed->header.batch_seq, crypto::HashOf(envelope)};
  submitted_[key].envelope = envelope;
  std::promise<ReceiveOutcome> promise;
  auto future = promise.get_future();
  parts_->receiver.Import(envelope, [&](ReceiveOutcome r) { promise.set_value(std::move(r)); });
  ReceiveOutcome outcome = future.get();
  const bool taken = outcome.refusal == Refusal::kNone && !outcome.receipt.empty();
  if (taken) submitted_[key].acknowledged = true;
  if (disk_.crashed()) PowerCut();
  if (!taken) return Unavailable(outcome.message);
  ++counts_["files carried on a medium and imported"];
  return std::move(outcome.receipt);
}

HeldBatch SimulatedCollector::OpenBatch(const Submitted& batch) const {
  const auto verified = wire::ReadUnverifiedEnvelope(batch.envelope);
  ADIT_CHECK(verified.ok());
  const crypto::BoxKeyPair* const key = parts_->keys->FindSealKey(verified->header.recipient_key);
  ADIT_CHECK(key != nullptr);
  auto opened = wire::OpenEnvelope(batch.envelope, *verified, *key);
  HeldBatch held{verified->header, {}, verified->trailer.losses};
  if (opened.ok()) held.events = opened->events.Records();
  const uint32_t missing = opened.ok() ? opened->missing : verified->trailer.event_count;
  if (missing > 0) {
    // A file that a power cut shortened or garbled: what its trailer promises and its content does
    // not hold is lost by name, whether the rest can be read or not (envelope_reader.h).
    held.losses.push_back({wire::LossReason::kUndecodable, verified->header.incarnation,
                           verified->header.first_event_seq + held.events.size(), missing});
  }
  return held;
}

std::string SimulatedCollector::CheckAcknowledged() {
  for (const auto& [key, batch] : submitted_) {
    if (batch.acknowledged && !batch.lost_by_restore && !Holds(key)) {
      return "batch " + std::to_string(key.seq) + " was acknowledged and is gone\n";
    }
  }
  return "";
}

std::string SimulatedCollector::Check(const wire::AgentId& agent, EventAccount& account) {
  if (const Status decoded = parts_->decoder.DecodeAll(); !decoded.ok()) {
    return "decoding fails: " + decoded.ToString() + "\n";
  }
  std::vector<HeldBatch> held;
  for (const auto& [key, batch] : submitted_) {
    if (key.agent != agent.value()) continue;
    if (Holds(key)) {
      held.push_back(OpenBatch(batch));
      ++counts_["batches stored"];
    } else if (batch.lost_by_restore) {
      account.LostByCollector(OpenBatch(batch));
      ++counts_["batches lost with the collector's disk"];
    }
  }
  std::vector<EventRecord> decoded;
  const Status visited = parts_->events->VisitRecords(agent.value(), [&](const EventRecord& event) {
    decoded.push_back(event);
    return true;
  });
  auto all = parts_->events->Ledgers();
  if (!visited.ok() || !all.ok()) return "the store does not read\n";
  std::erase_if(*all, [&](const IncarnationLedger& l) { return l.agent != agent.value(); });
  return account.Check(held, decoded, *all, counts_);
}

}  // namespace adit
