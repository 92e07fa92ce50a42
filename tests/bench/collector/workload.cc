#include "tests/bench/collector/workload.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "agent/simulate/workforce.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/wire/ids.h"
#include "privacy/policy/signed_policy.h"
#include "privacy/scrub/scrubber.h"

namespace adit::bench {

std::vector<EventRecord> SimulatePerson(uint32_t people, uint32_t days, uint32_t person) {
  simulate::SimulationOptions options = *simulate::ProfileOptions("office");
  options.people = people;
  options.days = days;
  auto workforce = simulate::Workforce::Create(options);
  ADIT_CHECK(workforce.ok());
  ScrubKeys keys;
  keys.master.span()[0] = static_cast<uint8_t>(person);
  auto scrubber = Scrubber::Create(BuiltInPolicy().policy, std::move(keys), {});
  ADIT_CHECK(scrubber.ok());
  std::vector<EventRecord> records;
  const auto stream = (*workforce)->MakePerson(person);
  simulate::SimulatedEvent event;
  while (stream->Next(event)) {
    auto masked = (*scrubber)->Scrub(std::move(event.event));
    if (!masked) continue;
    masked->set_sequence(records.size() + 1);
    records.push_back(masked->record());
  }
  return records;
}

Sender MakeSender() {
  Sender sender;
  sender.agent = wire::RandomId<wire::AgentId>(SystemRandom()).value();
  sender.incarnation = wire::RandomId<wire::Incarnation>(SystemRandom()).value();
  sender.signer = crypto::GenerateSigningKeyPair();
  return sender;
}

Bytes Seal(const Sender& sender, const crypto::BoxPublicKey& recipient, uint64_t seq,
           const std::vector<EventRecord>& events, size_t from, size_t count) {
  wire::EnvelopeHeader header;
  header.batch_uuid = wire::RandomId<wire::BatchUuid>(SystemRandom());
  header.agent = wire::AgentId(sender.agent);
  header.incarnation = wire::Incarnation(sender.incarnation);
  header.batch_seq = seq;
  header.first_event_seq = events[from].fields.sequence;
  header.agent_version = "bench";
  header.os_version = "bench";
  auto writer = wire::EnvelopeWriter::Create(header, recipient, sender.signer);
  ADIT_CHECK(writer.ok());
  Bytes bytes = (*writer)->Prologue();
  for (size_t i = 0; i < count; ++i) {
    (*writer)->Add(events[from + i]);
    if (i % 4096 == 4095) (*writer)->Commit(bytes);
  }
  (*writer)->Finish(wire::SealStatus::kFinal, {}, bytes);
  return bytes;
}

namespace {
double ProcessorNow() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}
}  // namespace

Stopwatch::Stopwatch()
    : begin_us_(SystemClock().MonotonicMicros()), begin_processor_s_(ProcessorNow()) {}
double Stopwatch::ProcessorSeconds() const { return ProcessorNow() - begin_processor_s_; }
double Stopwatch::Seconds() const {
  return static_cast<double>(SystemClock().MonotonicMicros() - begin_us_) / 1e6;
}

namespace {
double FromStatus(const char* key) {
  FILE* file = std::fopen("/proc/self/status", "r");
  if (file == nullptr) return 0;
  char line[256];
  double kib = 0;
  while (std::fgets(line, sizeof line, file) != nullptr) {
    if (std::strncmp(line, key, std::strlen(key)) == 0) kib = std::atof(line + std::strlen(key));
  }
  std::fclose(file);
  return kib / 1024;
}
}  // namespace

double ResidentMiB() { return FromStatus("VmRSS:"); }
double PeakMiB() { return FromStatus("VmHWM:"); }

}  // namespace adit::bench
