// collector_bench: durable ingest, stored size, scan rate, small batches over TLS, events to ranked
// routines. Prints one table.
//
//   collector_bench [quick | ingest | connections | full] [DAYS]   DAYS: of work a person of the workload
//   collector_bench mine EVENTS                                    that many events to routines, alone
//
// "full" adds 1, 3 and 10 M events to routines. tests/bench/foundation_table.sh puts all parts in one table.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <future>
#include <thread>

#include "collector/cli/collector_instance.h"
#include "collector/ingest/collector_keys.h"
#include "collector/ingest/enrolment_desk.h"
#include "collector/ingest/envelope_decoder.h"
#include "collector/jobs/analysis.h"
#include "collector/store/block_vault.h"
#include "collector/store/control_store.h"
#include "collector/store/sqlite_event_store.h"
#include "common/base/logger.h"
#include "common/base/random.h"
#include "tests/bench/collector/workload.h"
#include "tests/integration/collector/test_agent.h"

namespace adit::bench {
namespace {

void Line(const char* what, double value, const char* unit, const char* target) {
  std::printf("%-58s %14.1f %-10s %s\n", what, value, unit, target);
  std::fflush(stdout);
}

// How long something took: wall, and processor time of all threads.
struct Took {
  double wall_s = 0;
  double processor_s = 0;
  Took& operator+=(const Took& other) {
    wall_s += other.wall_s;
    processor_s += other.processor_s;
    return *this;
  }
};

Took Since(const Stopwatch& watch) { return {watch.Seconds(), watch.ProcessorSeconds()}; }

void RateLine(const std::string& what, double count, const Took& took, const char* target) {
  std::printf("%-58s %14.0f /s %14.0f /s of processor time  %s\n", what.c_str(),
              count / took.wall_s, count / took.processor_s, target);
  std::fflush(stdout);
}

// A store with enrolled senders in a fresh directory.
class Bench {
 public:
  explicit Bench(const std::string& directory) : directory_(directory) {
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    database_ = std::move(SqliteDatabase::Open(directory + "/store.db", true)).value();
    vault_ = std::make_unique<BlockVault>(RealFileSystem(), directory + "/keys", SystemClock());
    if (!vault_->Load().ok() || !database_->SetVault(*vault_).ok())
      std::fprintf(stderr, "no keys in %s\n", directory.c_str()), std::exit(1);
    events_ = std::move(OpenSqliteEventStore(*database_)).value();
    control_ = std::make_unique<ControlStore>(*database_);
    keys_.seal.push_back(crypto::GenerateBoxKeyPair());
  }
  Sender Enrol() {
    Sender sender = MakeSender();
    const std::string name = HexEncode(sender.agent);
    EnrolToken token;
    token.id = name;
    token.secret_digest = crypto::HashOf(AsBytes(name));
    token.group = "bench";
    token.expires_us = INT64_MAX;
    ADIT_CHECK(control_->AddEnrolToken(token).ok());
    AgentEntry agent;
    agent.id = sender.agent;
    ADIT_CHECK(control_->Enrol(token.secret_digest, "", 1, agent, {name, {}, INT64_MAX}).ok());
    return sender;
  }
  // Hands all envelopes to the store as fast as it takes them, until the last is durable.
  Took Accept(const Sender& sender, const std::vector<Bytes>& envelopes) {
    const Stopwatch watch;
    std::atomic<size_t> done{0};
    std::promise<void> all;
    for (size_t i = 0; i < envelopes.size(); ++i) {
      NewBatch batch;
      batch.key = {sender.agent, sender.incarnation, i + 1, crypto::HashOf(envelopes[i])};
      batch.envelope = envelopes[i];
      ADIT_CHECK(events_
                     ->AcceptBatch(std::move(batch),
                                   [&](Result<Acceptance> accepted) {
                                     ADIT_CHECK(accepted.ok());
                                     if (++done == envelopes.size()) all.set_value();
                                   })
                     .ok());
    }
    all.get_future().wait();
    return Since(watch);
  }
  Took DecodeAll() {
    const Stopwatch watch;
    const DecoderOptions options;
    EnvelopeDecoder decoder(options, keys_, *events_, *control_, SystemClock());
    ADIT_CHECK(decoder.DecodeAll().ok());
    return Since(watch);
  }
  // Stores events without an envelope, as a decoded batch, for the large runs.
  void StoreDirectly(const Sender& sender, uint64_t seq, std::vector<EventRecord> events) {
    NewBatch batch;
    Bytes form;
    ByteWriter(form).U64(seq);
    batch.key = {sender.agent, sender.incarnation, seq, crypto::HashOf(form)};
    batch.envelope = form;
    std::promise<void> stored;
    ADIT_CHECK(
        events_
            ->AcceptBatch(std::move(batch), [&](const Result<Acceptance>&) { stored.set_value(); })
            .ok());
    stored.get_future().wait();
    const auto pending = events_->Pending(0, 1);
    DecodedBatch decoded;
    decoded.id = pending->front().id;
    decoded.first_event = events.front().fields.sequence;
    decoded.events = EventTable::Of(events);
    ADIT_CHECK(events_->StoreDecoded({decoded}).ok());
  }
  // The median of five: the first one also pays for the pages of the log.
  void Scan(const std::string& what) {
    std::vector<Took> runs;
    size_t count = 0;
    for (int run = 0; run < 5; ++run) {
      const Stopwatch watch;
      const auto log = events_->LoadLog({});
      runs.push_back(Since(watch));
      count = log->events.size();
    }
    std::sort(runs.begin(), runs.end(),
              [](const Took& a, const Took& b) { return a.processor_s < b.processor_s; });
    RateLine(what + "scan into a log", static_cast<double>(count), runs[2], "target >= 5,000,000");
  }
  EventStore& events() { return *events_; }
  const crypto::BoxPublicKey& recipient() const { return keys_.seal.front().public_key; }

 private:
  const std::string directory_;
  CollectorKeys keys_;
  std::unique_ptr<BlockVault> vault_;  // outlives the database, which holds it
  std::unique_ptr<SqliteDatabase> database_;
  std::unique_ptr<EventStore> events_;
  std::unique_ptr<ControlStore> control_;
};

// Envelopes as agents seal them (about 20,000 events) and small ones of a minute's work.
void Ingest(const std::string& directory, const std::vector<std::vector<EventRecord>>& people) {
  for (const size_t batch_events : {size_t{20'000}, size_t{200}}) {
    Bench bench(directory);
    size_t events = 0;
    size_t bytes = 0;
    Took accept;
    size_t batches = 0;
    for (const auto& records : people) {
      const Sender sender = bench.Enrol();
      std::vector<Bytes> envelopes;
      for (size_t from = 0; from < records.size(); from += batch_events) {
        const size_t count = std::min(batch_events, records.size() - from);
        envelopes.push_back(
            Seal(sender, bench.recipient(), envelopes.size() + 1, records, from, count));
        bytes += envelopes.back().size();
        events += count;
      }
      batches += envelopes.size();
      accept += bench.Accept(sender, envelopes);
    }
    const Took decode = bench.DecodeAll();
    const StoreTotals totals = *bench.events().Totals();
    ADIT_CHECK(totals.events == events);
    const std::string size = std::to_string(batch_events) + " events a batch: ";
    const double n = static_cast<double>(events);
    Took both = accept;
    both += decode;
    RateLine(size + "durable acceptance", n, accept, "target >= 500,000");
    RateLine(size + "open, decode and store", n, decode, "");
    RateLine(size + "both, one after the other", n, both, "target >= 500,000");
    RateLine(size + "accepted batches", static_cast<double>(batches), accept, "");
    Line((size + "on the wire").c_str(), static_cast<double>(bytes) / n, "B/event", "");
    Line((size + "stored blocks").c_str(), static_cast<double>(totals.event_bytes) / n, "B/event",
         "target <= 20");
    Line((size + "whole database").c_str(), static_cast<double>(totals.database_bytes) / n,
         "B/event", "incl. free pages");
    for (size_t merged = 1; merged > 0;) merged = *bench.events().Compact(2000);
    Line((size + "stored blocks after merging").c_str(),
         static_cast<double>(bench.events().Totals()->event_bytes) / n, "B/event", "target <= 20");
    bench.Scan(size);
  }
}

// Small batches over TLS with client certificates, group commit, every answer a signed receipt.
void SmallBatches(const std::string& directory, const std::vector<EventRecord>& records,
                  size_t connections) {
  std::filesystem::remove_all(directory);
  cli::InitOptions init;
  init.data_directory = directory;
  init.listen = "127.0.0.1:0";
  ADIT_CHECK(cli::InitCollector(init, RealFileSystem(), SystemClock(), SystemRandom()).ok());
  auto settings =
      cli::LoadCollectorSettings(RealFileSystem(), directory, {{"second_gate_every", "0"}});
  auto collector =
      cli::CollectorInstance::Open(*settings, RealFileSystem(), SystemClock(), SystemRandom());
  ADIT_CHECK(collector.ok() && (*collector)->Serve().ok());
  const auto authority =
      ReadWholeFile(RealFileSystem(), directory + "/keys/authority.pem", 1 << 16);
  const std::string token =
      (*collector)
          ->desk()
          .CreateToken({"bench", static_cast<uint32_t>(connections), 3600ll * 1'000'000})
          ->text;
  constexpr size_t kBatches = 40;
  constexpr size_t kEvents = 200;
  ADIT_CHECK(records.size() >= kBatches * kEvents);
  std::vector<std::unique_ptr<TestAgent>> agents;
  std::vector<std::vector<Bytes>> envelopes(connections);
  for (size_t i = 0; i < connections; ++i) {
    agents.push_back(
        std::make_unique<TestAgent>((*collector)->port(), std::string(AsText(*authority))));
    ADIT_CHECK(agents.back()->Enrol(token) == 200);
    for (size_t seq = 1; seq <= kBatches; ++seq) {
      envelopes[i].push_back(agents[i]->Envelope(
          seq,
          std::vector<EventRecord>(records.begin() + static_cast<ptrdiff_t>((seq - 1) * kEvents),
                                   records.begin() + static_cast<ptrdiff_t>(seq * kEvents))));
    }
  }
  // All at once, since a connection that stays silent for ten seconds is closed.
  const Stopwatch handshakes;
  for (auto& agent : agents) ADIT_CHECK(agent->Connection().connected());
  RateLine("TLS handshakes with client certificates, one after the other",
           static_cast<double>(connections), Since(handshakes), "");
  std::atomic<size_t> receipts{0};
  std::vector<std::thread> threads;
  const Stopwatch watch;
  for (size_t i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      for (size_t seq = 1; seq <= kBatches; ++seq) {
        const int status = StatusOf(agents[i]->Put(seq, envelopes[i][seq - 1]));
        if (status == 201) {
          ++receipts;
        } else {
          std::printf("connection %zu, batch %zu: status %d\n", i, seq, status);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  RateLine(std::to_string(connections) + " connections: batches of 200 events with receipt",
           static_cast<double>(receipts), Since(watch), "target >= 2,000 (with the clients')");
  ADIT_CHECK(receipts == connections * kBatches);
  Line("resident memory of collector and clients", ResidentMiB(), "MiB", "");
}

// Weeks of a department, the same people's later weeks being copies of the earlier ones, moved on.
void EventsToRoutines(const std::string& directory,
                      const std::vector<std::vector<EventRecord>>& people, size_t wanted) {
  Bench bench(directory);
  size_t stored = 0;
  std::vector<Sender> senders;
  for (size_t i = 0; i < people.size(); ++i) senders.push_back(bench.Enrol());
  for (uint64_t round = 0; stored < wanted; ++round) {
    for (size_t i = 0; i < people.size() && stored < wanted; ++i) {
      std::vector<EventRecord> records = people[i];
      for (EventRecord& record : records) {
        record.fields.sequence += round * 1'000'000;
        record.fields.wall_us += static_cast<int64_t>(round) * 28 * 86'400 * 1'000'000;
      }
      stored += records.size();
      bench.StoreDirectly(senders[i], round + 1, std::move(records));
    }
  }
  bench.Scan(std::to_string(stored / 1000) + "k events: ");
  AnalysisOptions options;
  const Stopwatch watch;
  const auto result = Analyze(bench.events(), options, [](uint32_t) {});
  const double seconds = watch.Seconds();
  ADIT_CHECK(result.ok());
  const std::string what = std::to_string(stored / 1000) + "k events to ranked routines (" +
                           std::to_string(result->documents.size() / 2) + " found)";
  Line(what.c_str(), seconds, "s", wanted >= 10'000'000 ? "target <= 120" : "");
  Line("  peak memory so far", PeakMiB(), "MiB", wanted >= 10'000'000 ? "target <= 2,048" : "");
}

int Main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "quick";
  ConfigureLog(LogFormat::kJson, LogLevel::kError);
  const std::string directory =
      (std::filesystem::temp_directory_path() /
       ("adit-collector-bench-" + std::to_string(getpid())))
          .string();
  const bool mine = mode == "mine";
  const bool full = mode == "full";
  const uint64_t number = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
  std::vector<std::vector<EventRecord>> people;
  size_t total = 0;
  const uint32_t days =
      mine || number == 0 ? (full || mine ? 20 : 5) : static_cast<uint32_t>(number);
  for (uint32_t person = 0; person < 10; ++person) {
    people.push_back(SimulatePerson(10, days, person));
    total += people.back().size();
  }
  std::printf("workload: %zu masked events of %zu simulated people, %u days\n\n", total,
              people.size(), days);
  if (mine) {
    EventsToRoutines(directory, people, number == 0 ? 1'000'000 : number);
  } else {
    if (mode != "connections") Ingest(directory, people);
    if (mode != "ingest") SmallBatches(directory, people[0], 200);
  }
  if (full) {
    for (const size_t wanted : {size_t{1'000'000}, size_t{3'000'000}, size_t{10'000'000}}) {
      EventsToRoutines(directory, people, wanted);
    }
  }
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace adit::bench

int main(int argc, char** argv) { return adit::bench::Main(argc, argv); }
