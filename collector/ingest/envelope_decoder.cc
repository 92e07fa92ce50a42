#include "collector/ingest/envelope_decoder.h"

#include <chrono>
#include <map>
#include <utility>

#include "common/base/logger.h"
#include "common/wire/envelope_reader.h"

namespace adit {
namespace {

constexpr auto kRetryAfterFailure = std::chrono::seconds(2);
constexpr auto kLookAnyway = std::chrono::seconds(5);

// What the trailer declares, and the last `missing` events of the batch when they do not decode.
std::vector<LossRecord> ToLosses(const wire::VerifiedEnvelope& envelope, uint64_t decoded,
                                 uint64_t missing) {
  std::vector<LossRecord> losses;
  for (const wire::LossRange& range : envelope.trailer.losses) {
    losses.push_back({std::string(wire::LossReasonName(range.reason)), range.incarnation.value(),
                      range.first, range.count});
  }
  if (missing > 0) {
    losses.push_back({std::string(wire::LossReasonName(wire::LossReason::kUndecodable)),
                      envelope.header.incarnation.value(),
                      envelope.header.first_event_seq + decoded, missing});
  }
  return losses;
}

// The trailer is readable without a key: what it declares holds though the events are lost.
std::vector<LossRecord> LossesOfUnreadable(ByteView envelope) {
  const auto read = wire::ReadUnverifiedEnvelope(envelope);
  if (!read.ok()) return {};
  return ToLosses(*read, 0, read->trailer.event_count);
}

}  // namespace

EnvelopeDecoder::EnvelopeDecoder(const DecoderOptions& options, const CollectorKeys& keys,
                                 EventStore& events, ControlStore& control, Clock& clock,
                                 std::unique_ptr<SecondGate> second_gate)
    : options_(options),
      keys_(keys),
      events_(events),
      control_(control),
      clock_(clock),
      second_gate_(std::move(second_gate)) {
  counters_.last_progress_us = clock_.WallMicros();
}

EnvelopeDecoder::~EnvelopeDecoder() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void EnvelopeDecoder::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void EnvelopeDecoder::Wake() {
  {
    const std::lock_guard lock(mutex_);
    pending_ = true;
  }
  wake_.notify_one();
}

void EnvelopeDecoder::Loop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kLookAnyway, [this] { return stopping_ || pending_; });
      if (stopping_) return;
      pending_ = false;
    }
    const Result<size_t> round = DecodeRound();
    if (!round.ok()) {
      LogError("decode: round failed", {{"error", round.status().ToString()}});
      std::unique_lock lock(mutex_);
      pending_ = true;
      if (wake_.wait_for(lock, kRetryAfterFailure, [this] { return stopping_; })) return;
    } else {
      counters_.last_progress_us = clock_.WallMicros();
      if (*round > 0) Wake();
    }
  }
}

Status EnvelopeDecoder::DecodeAll() {
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const size_t taken, DecodeRound());
    if (taken == 0) return OkStatus();
  }
}

Result<size_t> EnvelopeDecoder::DecodeRound() {
  ADIT_ASSIGN_OR_RETURN(const std::vector<PendingBatch> pending,
                        events_.Pending(0, options_.batches_per_round));
  std::vector<DecodedBatch> decoded;
  std::map<Id16, AgentContact> contacts;
  std::vector<GateEntry> gate_entries;
  uint64_t events = 0;
  size_t taken = 0;
  for (const PendingBatch& batch : pending) {
    if (events >= options_.events_per_round) break;
    ++taken;
    AgentContact contact;
    Result<DecodedBatch> result = Decode(batch, contact);
    if (!result.ok()) {
      ADIT_RETURN_IF_ERROR(events_.Quarantine(batch.id, result.status().message(),
                                               LossesOfUnreadable(batch.envelope)));
      ++counters_.quarantined;
      LogWarning("decode: batch quarantined", {{"agent", HexEncode(batch.agent)},
                                               {"seq", batch.seq},
                                               {"reason", result.status().ToString()}});
      continue;
    }
    PassSecondGate(batch, contact, *result, gate_entries);
    events += result->events.size();
    contacts[batch.agent] = contact;
    decoded.push_back(std::move(result).value());
  }
  // The alarm first: after a crash between the two it is given twice, never not at all.
  ADIT_RETURN_IF_ERROR(RecordQuarantine(gate_entries));
  ADIT_RETURN_IF_ERROR(events_.StoreDecoded(decoded));
  for (const auto& [agent, contact] : contacts) {
    ADIT_RETURN_IF_ERROR(control_.RecordContact(agent, contact));
  }
  counters_.batches += decoded.size();
  counters_.events += events;
  return taken;
}

Result<DecodedBatch> EnvelopeDecoder::Decode(const PendingBatch& pending, AgentContact& contact) {
  // The signature was checked before the batch was accepted and the digest binds these bytes.
  ADIT_ASSIGN_OR_RETURN(const wire::VerifiedEnvelope envelope,
                        wire::ReadUnverifiedEnvelope(pending.envelope));
  const crypto::BoxKeyPair* key = keys_.FindSealKey(envelope.header.recipient_key);
  if (key == nullptr) return NotFound("the sealing key of this envelope has been destroyed");
  ADIT_ASSIGN_OR_RETURN(wire::OpenedEnvelope opened,
                        wire::OpenEnvelope(pending.envelope, envelope, *key));
  if (!opened.damage.ok()) {
    if (opened.events.empty() && envelope.trailer.event_count > 0) return opened.damage;
    LogWarning(
        "decode: envelope is damaged; its sound part is kept",
        {{"agent", HexEncode(pending.agent)}, {"seq", pending.seq}, {"missing", opened.missing}});
  }
  counters_.undecodable_events += opened.missing;
  contact = {pending.received_us, envelope.header.agent_version, envelope.header.os_version,
             envelope.header.degradation_level, envelope.header.policy_version};
  DecodedBatch decoded;
  decoded.id = pending.id;
  decoded.first_event = envelope.header.first_event_seq;
  decoded.losses = ToLosses(envelope, opened.events.size(), opened.missing);
  decoded.events = std::move(opened.events);
  return decoded;
}

void EnvelopeDecoder::PassSecondGate(const PendingBatch& pending, const AgentContact& contact,
                                     DecodedBatch& batch, std::vector<GateEntry>& gate_entries) {
  if (second_gate_ == nullptr) return;
  SecondGate::Outcome outcome = second_gate_->Quarantine(pending.agent, batch.events);
  counters_.second_gate_checked += outcome.checked;
  for (GateFinding& finding : outcome.findings) {
    counters_.second_gate_findings += finding.events;
    GateEntry entry;
    entry.at_us = clock_.WallMicros();
    entry.agent = pending.agent;
    entry.agent_version = contact.version;
    entry.policy_version = contact.policy_version;
    entry.field = GateFieldName(finding.field);
    entry.rule = std::move(finding.rule);
    entry.type = FindingTypeName(finding.type);
    entry.events = finding.events;
    entry.first_event = batch.first_event + finding.first_row;
    gate_entries.push_back(std::move(entry));
  }
}

Status EnvelopeDecoder::RecordQuarantine(const std::vector<GateEntry>& gate_entries) {
  if (gate_entries.empty()) return OkStatus();
  ADIT_RETURN_IF_ERROR(control_.AddGateEntries(gate_entries));
  std::map<std::string, uint64_t> rules;
  for (const GateEntry& entry : gate_entries) rules[entry.rule] += entry.events;
  std::string target;
  for (const auto& [rule, events] : rules) {
    target += (target.empty() ? "" : ", ") + rule + " " + std::to_string(events);
  }
  LogError("second gate: personal data had passed an agent's masking; its texts are withheld",
           {{"rules", target}});
  AuditEntry audit;
  audit.at_us = clock_.WallMicros();
  audit.actor = "collector";
  audit.action = "second gate: withhold texts";
  audit.target = target;
  audit.outcome = "ok";
  return control_.AppendAudit(audit);
}

}  // namespace adit
