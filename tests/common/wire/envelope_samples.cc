#include "tests/common/wire/envelope_samples.h"

#include "common/base/random.h"
#include "common/event/action_type.h"

namespace adit::wire {
namespace {

Bytes16 Filled(uint8_t value) {
  Bytes16 bytes;
  bytes.fill(value);
  return bytes;
}

}  // namespace

std::vector<EventRecord> SampleEvents(uint64_t first, size_t count) {
  SeededRandom random(first);
  std::vector<EventRecord> events;
  int64_t wall = 1'770'000'000'000'000 + static_cast<int64_t>(first) * 1000;
  for (size_t i = 0; i < count; ++i) {
    wall += static_cast<int64_t>(random.Below(4'000'000));
    EventRecord e;
    e.fields.sequence = first + i;
    e.fields.wall_us = wall;
    e.fields.monotonic_us = wall - 1'760'000'000'000'000;
    e.fields.action = static_cast<ActionType>(1 + random.Below(kActionTypeCount - 1));
    e.fields.session = 1;
    e.fields.monitor = MonitorClass::kDual;
    const uint64_t app = random.Below(4);
    e.app_name = "Application " + std::to_string(app);
    e.app_executable = "app" + std::to_string(app);
    e.window_title = "Invoice <NUMBER> – Größe " + std::to_string(random.Below(20));
    e.window_role = "frame";
    e.element_role = random.Chance(0.5) ? "push button" : "entry";
    e.element_name = "Field " + std::to_string(random.Below(30));
    if (random.Chance(0.2)) {
      e.fields.duration_us = static_cast<int64_t>(random.Below(9'000'000));
      e.fields.value_class = ValueClass::kDigits;
      e.fields.value_length_bucket = static_cast<uint8_t>(random.Below(8));
    }
    if (random.Chance(0.1)) {
      e.fields.content_kind = ContentKind::kText;
      e.content_fingerprint = random.Below(50) * 0x9E3779B97F4A7C15u;
      e.detail = "Ctrl+C";
    }
    events.push_back(std::move(e));
  }
  return events;
}

EnvelopeHeader SampleHeader(uint64_t batch_seq, uint64_t first_event_seq) {
  EnvelopeHeader h;
  h.batch_uuid = BatchUuid(Filled(0x11));
  h.agent = AgentId(Filled(0x22));
  h.incarnation = Incarnation(Filled(0x33));
  h.batch_seq = batch_seq;
  h.first_event_seq = first_event_seq;
  h.policy_version = 5;
  h.policy_digest.fill(0x44);
  h.wall_us = 1'770'000'000'000'000;
  h.monotonic_us = 12'345'678;
  h.boot_id = BootId(Filled(0x55));
  h.agent_version = "0.1.0";
  h.os_version = "Debian GNU/Linux 12";
  h.capabilities = 3;
  return h;
}

crypto::SigningKeyPair SampleSigner(uint8_t seed) {
  crypto::SecretArray<32> bytes;
  for (uint8_t& b : bytes.span()) b = seed;
  return crypto::SigningKeyPairFromSeed(bytes);
}

crypto::BoxKeyPair SampleRecipient(uint8_t seed) {
  crypto::BoxSecretKey bytes;
  for (uint8_t& b : bytes.span()) b = seed;
  return crypto::BoxKeyPairFromSecret(bytes);
}

SampleEnvelope MakeEnvelope(size_t events, size_t commit_every,
                            const std::vector<LossRange>& losses) {
  const crypto::SigningKeyPair signer = SampleSigner();
  auto writer =
      EnvelopeWriter::Create(SampleHeader(1, 1), SampleRecipient().public_key, signer).value();
  SampleEnvelope sample;
  sample.events = SampleEvents(1, events);
  sample.bytes = writer->Prologue();
  sample.prologue_bytes = sample.bytes.size();
  for (size_t i = 0; i < events; ++i) {
    writer->Add(sample.events[i]);
    if ((i + 1) % commit_every == 0) writer->Commit(sample.bytes);
  }
  writer->Finish(SealStatus::kFinal, losses, sample.bytes);
  return sample;
}

}  // namespace adit::wire
