#include "collector/ingest/batch_receiver.h"

#include <limits>
#include <utility>

#include "collector/ingest/authority_rollover.h"
#include "common/base/logger.h"

namespace adit {
namespace {

constexpr int64_t kDiskCheckEveryUs = kMicrosPerSecond;
constexpr int kStorageRetryS = 60;
constexpr int kBusyRetryS = 2;

wire::Disposition ToWire(Disposition disposition) {
  switch (disposition) {
    case Disposition::kStored:
      return wire::Disposition::kStored;
    case Disposition::kDuplicate:
      return wire::Disposition::kDuplicate;
    case Disposition::kForked:
      return wire::Disposition::kForked;
    case Disposition::kQuarantined:
      break;
  }
  return wire::Disposition::kQuarantined;
}

bool SameBatch(const wire::EnvelopeHeader& header, const wire::BatchAddress& address) {
  return header.agent == address.agent && header.incarnation == address.incarnation &&
         header.batch_seq == address.batch_seq;
}

}  // namespace

BatchReceiver::BatchReceiver(const ReceiverOptions& options, const CollectorKeys& keys,
                             EventStore& events, ControlStore& control, FileSystem& files,
                             Clock& clock)
    : options_(options),
      keys_(keys),
      events_(events),
      control_(control),
      files_(files),
      clock_(clock),
      quota_(options.quota, clock) {}

ReceiveOutcome BatchReceiver::Refuse(Refusal refusal, std::string message, int retry_after_s) {
  switch (refusal) {
    case Refusal::kMalformed:
    case Refusal::kUnreadable:
      ++counters_.refused_malformed;
      break;
    case Refusal::kIdentity:
    case Refusal::kForbidden:
      ++counters_.refused_identity;
      break;
    case Refusal::kQuota:
      ++counters_.refused_quota;
      break;
    default:
      ++counters_.refused_storage;
      break;
  }
  ReceiveOutcome outcome;
  outcome.refusal = refusal;
  outcome.message = std::move(message);
  outcome.retry_after_s = retry_after_s;
  return outcome;
}

bool BatchReceiver::DiskHasRoom() {
  const int64_t now_us = clock_.MonotonicMicros();
  int64_t checked_us = disk_checked_us_;
  if (checked_us == 0 || now_us - checked_us >= kDiskCheckEveryUs) {
    if (disk_checked_us_.compare_exchange_strong(checked_us, now_us)) {
      const Result<uint64_t> free = files_.FreeBytes(options_.data_directory);
      disk_has_room_ = !free.ok() || *free >= options_.min_free_bytes;
    }
  }
  return disk_has_room_;
}

std::optional<ReceiveOutcome> BatchReceiver::Admit(
    const wire::BatchAddress& address, const std::optional<crypto::CertificateFacts>& peer,
    uint64_t content_length) {
  if (!peer)
    return Refuse(Refusal::kIdentity, "batches need the client certificate given at enrolment");
  if (peer->not_after_us <= clock_.WallMicros()) {
    return Refuse(Refusal::kIdentity,
                  "the client certificate has expired; renew it at " + std::string("/v1/renew"));
  }
  if (peer->agent_id_hex != wire::ToHex(address.agent)) {
    return Refuse(Refusal::kForbidden,
                  "the client certificate is of another agent than the address names");
  }
  if (const int wait_s = quota_.Take(address.agent, content_length); wait_s > 0) {
    return Refuse(Refusal::kQuota, "more than this agent's share; wait", wait_s);
  }
  if (!DiskHasRoom()) {
    return Refuse(Refusal::kStorageFull, "the collector's volume is nearly full", kStorageRetryS);
  }
  return std::nullopt;
}

Bytes BatchReceiver::SignReceipt(const wire::VerifiedEnvelope& envelope,
                                 const crypto::CertificateFacts& peer,
                                 wire::Disposition disposition, uint64_t durable_through) const {
  wire::Receipt receipt;
  receipt.collector = keys_.collector;
  receipt.agent = envelope.header.agent;
  receipt.incarnation = envelope.header.incarnation;
  receipt.batch_seq = envelope.header.batch_seq;
  receipt.envelope_digest = envelope.digest;
  receipt.disposition = disposition;
  receipt.durable_through = durable_through;
  receipt.server_wall_us = clock_.WallMicros();
  receipt.policy_version = policy_version_;
  receipt.max_batch_bytes = wire::kMaxEnvelopeBytes;
  if (disposition == wire::Disposition::kForked) receipt.directives |= wire::kNewIncarnation;
  if (disposition == wire::Disposition::kRefused) receipt.directives |= wire::kRevoked;
  if (envelope.header.policy_version < policy_version_) receipt.directives |= wire::kFetchPolicy;
  const int64_t renew_from_us = peer.not_after_us - (peer.not_after_us - peer.not_before_us) / 3;
  const bool older_than_change =
      IssuedAtUs(peer.not_before_us) < keys_.renew_before_us;
  if (receipt.server_wall_us >= renew_from_us || older_than_change) {
    receipt.directives |= wire::kRenewCertificate;
  }
  return wire::EncodeReceipt(receipt, keys_.receipt);
}

void BatchReceiver::Receive(const wire::BatchAddress& address, const crypto::CertificateFacts& peer,
                            Bytes envelope, Done done) {
  counters_.bytes += envelope.size();
  const ByteView start(envelope.data(), std::min(envelope.size(), wire::kHeaderProbeBytes));
  const Result<wire::ParsedHeader> parsed = wire::ParseEnvelopeHeader(start);
  if (!parsed.ok()) return done(Refuse(Refusal::kMalformed, parsed.status().message()));
  if (!SameBatch(parsed->header, address)) {
    return done(
        Refuse(Refusal::kMalformed, "the envelope's header names another batch than the address"));
  }
  const auto certificate = control_.FindCertificate(peer);
  const auto agent = control_.FindAgent(address.agent.value());
  if (!certificate.ok() || !agent.ok())
    return done(Refuse(Refusal::kBusy, "the store does not answer", kBusyRetryS));
  if (!agent->has_value() || !certificate->has_value() ||
      (*certificate)->agent != address.agent.value()) {
    return done(Refuse(Refusal::kForbidden, "this agent is not enrolled here; enrol it again"));
  }
  CheckAndStore(**agent, (*certificate)->revoked, peer, std::move(envelope), std::move(done));
}

void BatchReceiver::Import(Bytes envelope, Done done) {
  counters_.bytes += envelope.size();
  const ByteView start(envelope.data(), std::min(envelope.size(), wire::kHeaderProbeBytes));
  const Result<wire::ParsedHeader> parsed = wire::ParseEnvelopeHeader(start);
  if (!parsed.ok()) return done(Refuse(Refusal::kMalformed, parsed.status().message()));
  const auto agent = control_.FindAgent(parsed->header.agent.value());
  if (!agent.ok()) return done(Refuse(Refusal::kBusy, "the store does not answer", kBusyRetryS));
  if (!agent->has_value()) {
    return done(Refuse(Refusal::kForbidden, "its agent " + wire::ToHex(parsed->header.agent) +
                                                " is not enrolled here"));
  }
  if (!DiskHasRoom()) {
    return done(Refuse(Refusal::kStorageFull, "the collector's volume is nearly full"));
  }
  // No certificate, so none that would have to be renewed.
  crypto::CertificateFacts nobody;
  nobody.not_before_us = nobody.not_after_us = std::numeric_limits<int64_t>::max();
  CheckAndStore(**agent, false, nobody, std::move(envelope), std::move(done));
}

void BatchReceiver::CheckAndStore(const AgentEntry& agent, bool revoked,
                                  const crypto::CertificateFacts& peer, Bytes envelope, Done done) {
  auto verified = std::make_shared<wire::VerifiedEnvelope>();
  {
    Result<wire::VerifiedEnvelope> result = wire::VerifyEnvelope(envelope, agent.signing_key);
    if (!result.ok()) {
      const bool forged = result.status().code() == StatusCode::kUnauthenticated;
      return done(
          Refuse(forged ? Refusal::kForbidden : Refusal::kMalformed, result.status().message()));
    }
    *verified = std::move(result).value();
  }
  if (agent.state == AgentState::kRevoked || revoked) {
    ReceiveOutcome outcome = Refuse(Refusal::kForbidden, "this agent was revoked");
    outcome.receipt = SignReceipt(*verified, peer, wire::Disposition::kRefused, 0);
    return done(std::move(outcome));
  }
  if (keys_.FindSealKey(verified->header.recipient_key) == nullptr) {
    return done(Refuse(Refusal::kUnreadable,
                       "the envelope is sealed to a key this collector does not have"));
  }
  Store(std::move(verified), peer, std::move(envelope), std::move(done));
}

void BatchReceiver::Store(std::shared_ptr<wire::VerifiedEnvelope> verified,
                          const crypto::CertificateFacts& peer, Bytes envelope, Done done) {
  NewBatch batch;
  batch.key = {verified->header.agent.value(), verified->header.incarnation.value(),
               verified->header.batch_seq, verified->digest};
  const auto known = events_.FindBatch(batch.key);
  if (known.ok() && known->has_value()) {
    ++counters_.duplicates;
    ReceiveOutcome outcome;
    outcome.receipt =
        SignReceipt(*verified, peer, wire::Disposition::kDuplicate, (*known)->durable_through);
    return done(std::move(outcome));
  }
  batch.first_event = verified->header.first_event_seq;
  batch.received_us = clock_.WallMicros();
  batch.envelope = std::move(envelope);
  auto shared_done = std::make_shared<Done>(std::move(done));
  const auto accepted = [this, verified, peer, shared_done](Result<Acceptance> result) {
    if (!result.ok()) {
      const bool full = result.status().code() == StatusCode::kResourceExhausted;
      LogError("ingest: batch not stored", {{"error", result.status().ToString()}});
      return (*shared_done)(
          full ? Refuse(Refusal::kStorageFull, "the collector's volume is full", kStorageRetryS)
               : Refuse(Refusal::kBusy, "the store failed", kBusyRetryS));
    }
    ++(result->disposition == Disposition::kStored      ? counters_.stored
       : result->disposition == Disposition::kDuplicate ? counters_.duplicates
                                                        : counters_.forked);
    ReceiveOutcome outcome;
    outcome.created = result->disposition != Disposition::kDuplicate;
    outcome.receipt =
        SignReceipt(*verified, peer, ToWire(result->disposition), result->durable_through);
    if (on_stored_) on_stored_();
    (*shared_done)(std::move(outcome));
  };
  const Status submitted = events_.AcceptBatch(std::move(batch), accepted);
  if (!submitted.ok()) (*shared_done)(Refuse(Refusal::kBusy, submitted.message(), kBusyRetryS));
}

}  // namespace adit
