// Measures what an endpoint pays: events a second through scrub and spool on one core, and bytes an
// event takes on the wire beside JSON with zstd of the same batch.
//
// bench_spool [events] [scrub | wire]   (default 300000, both parts; the simulated desktop of one person)
#include <zstd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/simulate/workforce.h"
#include "agent/spool/spool.h"
#include "common/base/check.h"
#include "common/crypto/key_file.h"
#include "common/event/replay_json.h"
#include "common/wire/envelope_writer.h"
#include "privacy/scrub/scrubber.h"

namespace adit {
namespace {

std::vector<UiEvent> SimulatedEvents(size_t count) {
  simulate::SimulationOptions options = simulate::ProfileOptions("office").value();
  options.people = 5;
  options.days = 3000;
  auto workforce = simulate::Workforce::Create(options).value();
  const auto person = workforce->MakePerson(0);
  std::vector<UiEvent> events;
  simulate::SimulatedEvent next;
  while (events.size() < count && person->Next(next)) events.push_back(next.event);
  return events;
}

std::unique_ptr<Scrubber> NewScrubber() {
  MachineIdentity identity;
  identity.user_names = {"mmuster", "Maria Muster"};
  identity.host_names = {"desk-0815"};
  return std::move(
      Scrubber::Create(Policy::Default(), ScrubKeys{crypto::GenerateHashKey()}, identity).value());
}

// Time by the clock on the wall and by the processor: the second says what one core can do even when
// the machine has other work, the first includes waiting for the disk.
class Stopwatch {
 public:
  Stopwatch() : wall_us_(SystemClock().MonotonicMicros()), processor_(std::clock()) {}
  [[nodiscard]] double WallSeconds() const {
    return static_cast<double>(SystemClock().MonotonicMicros() - wall_us_) / 1e6;
  }
  [[nodiscard]] double ProcessorSeconds() const {
    return static_cast<double>(std::clock() - processor_) / CLOCKS_PER_SEC;
  }

 private:
  const int64_t wall_us_;
  const std::clock_t processor_;
};

class SpoolInFolder {
 public:
  explicit SpoolInFolder(const crypto::SigningKeyPair& signer) {
    folder_ = std::filesystem::temp_directory_path() / ("adit-bench-spool-" + std::to_string(
                                                            SystemClock().MonotonicMicros()));
    SpoolOptions options;
    options.directory = folder_.string();
    options.keep_free_bytes = 0;
    options.quota_bytes = 2ull << 30;
    SpoolIdentity identity;
    identity.recipient = crypto::GenerateBoxKeyPair().public_key;
    spool_ = std::move(Spool::Open(RealFileSystem(), SystemClock(), SystemRandom(), signer, options,
                                   identity)
                           .value());
  }
  ~SpoolInFolder() {
    spool_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Spool& operator*() { return *spool_; }
  Spool* operator->() { return spool_.get(); }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Spool> spool_;
};

void MeasureThroughput(const std::vector<UiEvent>& events) {
  const crypto::SigningKeyPair signer = crypto::GenerateSigningKeyPair();
  std::printf("\n%-34s %16s %10s %16s\n", "one thread", "events/s of CPU", "us/event",
              "events/s by clock");
  const auto print = [&](const char* what, const Stopwatch& watch, size_t count) {
    const double n = static_cast<double>(count);
    std::printf("%-34s %16.0f %10.2f %16.0f\n", what, n / watch.ProcessorSeconds(),
                watch.ProcessorSeconds() * 1e6 / n, n / watch.WallSeconds());
  };
  std::vector<MaskedEvent> masked;
  {
    const auto scrubber = NewScrubber();
    std::vector<UiEvent> input = events;
    const Stopwatch watch;
    for (UiEvent& event : input) {
      if (auto out = scrubber->Scrub(std::move(event))) masked.push_back(std::move(*out));
    }
    print("scrub", watch, events.size());
  }
  {
    SpoolInFolder spool(signer);
    std::vector<MaskedEvent> input = masked;
    const Stopwatch watch;
    for (MaskedEvent& event : input) spool->Append(std::move(event)).IgnoreError();
    ADIT_CHECK(spool->Close().ok());
    print("spool (fsync, encrypt, sign)", watch, masked.size());
    ADIT_CHECK(spool->Report().events_lost == 0);
  }
  {
    SpoolInFolder spool(signer);
    const auto scrubber = NewScrubber();
    std::vector<UiEvent> input = events;
    const Stopwatch watch;
    for (UiEvent& event : input) {
      if (auto out = scrubber->Scrub(std::move(event))) {
        spool->Append(std::move(*out)).IgnoreError();
      }
    }
    ADIT_CHECK(spool->Close().ok());
    print("scrub + spool", watch, events.size());
    std::printf("(policy dropped %zu of %zu events)\n", events.size() - masked.size(),
                events.size());
  }
}

// The record as JSON with names, defaults left out: what a JSON shipper would send.
std::string ToJson(const EventRecord& r) {
  UiEvent e;
  e.fields = r.fields;
  e.app_name = RawText(r.app_name);
  e.app_version = RawText(r.app_version);
  e.app_executable = RawText(r.app_executable);
  e.window_title = RawText(r.window_title);
  e.window_role = RawText(r.window_role);
  e.document = RawText(r.document);
  e.element_role = RawText(r.element_role);
  e.element_name = RawText(r.element_name);
  e.element_id = RawText(r.element_id);
  e.element_path = RawText(r.element_path);
  e.detail = RawText(r.detail);
  return ToReplayLine(e) + "\n";
}

size_t ZstdSize(const std::string& text, int level) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  return ZSTD_compress(out.data(), out.size(), text.data(), text.size(), level);
}

struct Sizes {
  size_t batches = 0, events = 0, wire = 0, json = 0, json_zstd3 = 0, json_zstd19 = 0;
};

// Batches as the spool seals them: committed every second of the recorded time, sealed at
// `seal_bytes` or after `seal_after_us`.
Sizes MeasureSizes(const std::vector<EventRecord>& records, size_t seal_bytes,
                   int64_t seal_after_us, int64_t commit_after_us) {
  const crypto::SigningKeyPair signer = crypto::GenerateSigningKeyPair();
  const crypto::BoxKeyPair recipient = crypto::GenerateBoxKeyPair();
  Sizes sizes;
  for (size_t i = 0; i < records.size();) {
    wire::EnvelopeHeader header;
    header.batch_seq = ++sizes.batches;
    header.first_event_seq = i + 1;
    header.agent_version = "0.1.0";
    header.os_version = "Debian GNU/Linux 12 (bookworm)";
    auto writer = wire::EnvelopeWriter::Create(header, recipient.public_key, signer).value();
    Bytes envelope = writer->Prologue();
    std::string json;
    const int64_t opened = records[i].fields.wall_us;
    int64_t committed = opened;
    while (i < records.size() && writer->size() < seal_bytes &&
           records[i].fields.wall_us - opened < seal_after_us) {
      EventRecord record = records[i];
      record.fields.sequence = i + 1;
      writer->Add(record);
      json += ToJson(record);
      if (record.fields.wall_us - committed >= commit_after_us ||
          writer->pending_bytes() >= 64 << 10) {
        writer->Commit(envelope);
        committed = record.fields.wall_us;
      }
      ++i;
      ++sizes.events;
    }
    writer->Finish(wire::SealStatus::kFinal, {}, envelope);
    sizes.wire += envelope.size();
    sizes.json += json.size();
    sizes.json_zstd3 += ZstdSize(json, 3);
    sizes.json_zstd19 += ZstdSize(json, 19);
  }
  return sizes;
}

void MeasureWire(const std::vector<UiEvent>& events) {
  const auto scrubber = NewScrubber();
  std::vector<EventRecord> records;
  for (const UiEvent& event : events) {
    UiEvent copy = event;
    if (auto out = scrubber->Scrub(std::move(copy))) records.push_back(out->record());
  }
  std::printf("\n%-34s %8s %8s %8s %8s %9s %8s\n", "bytes per event (whole envelope)", "events",
              "wire", "JSON", "+zstd 3", "+zstd 19", "ratio 3");
  const auto print = [](const char* what, const Sizes& s) {
    const double n = static_cast<double>(s.events);
    std::printf("%-34s %8.0f %8.2f %8.1f %8.2f %9.2f %8.2f\n", what,
                n / static_cast<double>(s.batches), static_cast<double>(s.wire) / n,
                static_cast<double>(s.json) / n, static_cast<double>(s.json_zstd3) / n,
                static_cast<double>(s.json_zstd19) / n,
                static_cast<double>(s.wire) / static_cast<double>(s.json_zstd3));
  };
  constexpr int64_t kForEver = INT64_MAX / 2;
  print("full batch, committed by 64 KiB",
        MeasureSizes(records, wire::kSealBytes, kForEver, kForEver));
  print("full batch, committed each second",
        MeasureSizes(records, wire::kSealBytes, kForEver, 1'000'000));
  print("an hour a batch",
        MeasureSizes(records, wire::kSealBytes, 3'600'000'000, 1'000'000));
  std::vector<EventRecord> some(records.begin(),
                                records.begin() + static_cast<ptrdiff_t>(
                                                      std::min<size_t>(records.size(), 20'000)));
  // Padding makes the price one of batches, not of events: spool.seal_after_s sets how many there are.
  print("a minute a batch (live)", MeasureSizes(some, wire::kSealBytes, 60'000'000, 1'000'000));
  print("five minutes a batch (live)", MeasureSizes(some, wire::kSealBytes, 300'000'000, 1'000'000));
  print("15 minutes a batch (live)", MeasureSizes(some, wire::kSealBytes, 900'000'000, 1'000'000));
  std::printf("(events: mean in a batch; ratio 3: wire / JSON+zstd level 3)\n");
}

}  // namespace
}  // namespace adit

int main(int argc, char** argv) {
  const size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 300'000;
  const std::vector<adit::UiEvent> events = adit::SimulatedEvents(count);
  std::printf("%zu simulated events of one person (profile office)\n", events.size());
  const std::string part = argc > 2 ? argv[2] : "";
  if (part != "wire") adit::MeasureThroughput(events);
  if (part != "scrub") adit::MeasureWire(events);
  return 0;
}
