#include "tests/fakes/fake_collector.h"

namespace adit {
namespace {

HttpAnswer Plain(int status, std::string_view body = {}) {
  HttpAnswer answer;
  answer.status = status;
  answer.body.assign(body.begin(), body.end());
  return answer;
}

HttpAnswer WithBody(int status, Bytes body) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

}  // namespace

class FakeTransport final : public Transport {
 public:
  explicit FakeTransport(FakeCollector& collector) : collector_(collector) {}
  Result<HttpAnswer> Exchange(const HttpRequest& request, int64_t, size_t) override {
    return collector_.Handle(request);
  }

 private:
  FakeCollector& collector_;
};

FakeCollector::FakeCollector(Clock& clock)
    : authority(
          crypto::CreateCertificateAuthority("fake collector", clock.WallMicros()).value()),
      receipt_key(crypto::GenerateSigningKeyPair()),
      recipient(crypto::GenerateBoxKeyPair()),
      id(wire::Bytes16{0xC0}),
      clock_(clock) {}

Result<std::unique_ptr<Transport>> FakeCollector::Connect(const crypto::TlsClientOptions& tls) {
  // The real set-up, so that keys and certificates that TLS would refuse fail here too.
  const auto context = crypto::CreateTlsClientContext(tls);
  if (!context.ok()) return context.status();
  return std::unique_ptr<Transport>(std::make_unique<FakeTransport>(*this));
}

wire::EnrolmentToken FakeCollector::Token() const {
  return {std::string(32, 'a'), crypto::ReadCertificate(authority.certificate_pem)->sha256_hex};
}

wire::EnrolmentAnswer FakeCollector::AnswerFor(const std::string& request_pem) {
  wire::EnrolmentAnswer answer;
  // A renewal, or a second enrolment with the same key, is the same agent.
  const std::string key = crypto::RequestPublicKeySha256(request_pem).value();
  const auto ordinal = static_cast<uint8_t>(agent_of_key_.size() + 1);
  answer.agent =
      agent_of_key_.try_emplace(key, wire::AgentId(wire::Bytes16{0xA6, ordinal})).first->second;
  answer.collector = id;
  answer.group = "test";
  answer.certificate_pem = crypto::IssueAgentCertificate(authority, request_pem,
                                                         wire::ToHex(answer.agent),
                                                         clock_.WallMicros())
                               .value();
  answer.authority_pem = authority.certificate_pem;
  answer.recipient_keys = {{recipient.public_key, 0}};
  answer.receipt_keys = {receipt_key.public_key};
  return answer;
}

Result<HttpAnswer> FakeCollector::Handle(const HttpRequest& request) {
  ++requests;
  Mishap mishap = Mishap::kNormal;
  if (!script.empty()) {
    mishap = script.front();
    script.pop_front();
  } else if (chance) {
    mishap = chance();
  }
  if (mishap == Mishap::kRefuseConnection) return Unavailable("connection refused");
  if (mishap == Mishap::kTimeout) return DeadlineExceeded("timed out");
  if (mishap == Mishap::kCaptivePortal) return Plain(200, "<html>Please sign in</html>");
  if (mishap == Mishap::kEmptyOk) return Plain(200);
  if (mishap == Mishap::kRedirect) return Plain(302);
  if (mishap == Mishap::kStatus400) return Plain(400);
  if (mishap == Mishap::kStatus401) return Plain(401);
  if (mishap == Mishap::kStatus404) return Plain(404);
  if (mishap == Mishap::kStatus413) return Plain(413);
  if (mishap == Mishap::kStatus500) return Plain(500);
  if (mishap == Mishap::kStatus429) {
    HttpAnswer answer = Plain(429);
    answer.retry_after = "120";
    return answer;
  }
  if (request.path == wire::kEnrolPath || request.path == wire::kRenewPath) {
    return HandleEnrolment(request);
  }
  if (request.path == wire::kPolicyPath) {
    ++policy_fetches;
    return Plain(200, policy);
  }
  HttpAnswer answer = HandleBatch(request, mishap);
  if (mishap == Mishap::kLoseAnswer) return Unavailable("connection reset");
  return answer;
}

HttpAnswer FakeCollector::HandleEnrolment(const HttpRequest& request) {
  const bool renewal = request.path == wire::kRenewPath;
  const auto message = wire::DecodeEnrolmentRequest(AsText(request.body));
  if (!message.ok()) return Plain(400);
  if (renewal && refuse_renewal) return Plain(401);
  if (!renewal && message->token_secret_hex != Token().secret_hex) return Plain(401);
  ++(renewal ? renewals : enrolments);
  const wire::EnrolmentAnswer answer = AnswerFor(message->certificate_request_pem);
  agents[answer.agent] = message->signing_key;
  return Plain(200, wire::EncodeEnrolmentAnswer(answer));
}

wire::Receipt FakeCollector::ReceiptFor(const wire::VerifiedEnvelope& envelope,
                                        wire::Disposition disposition) {
  wire::Receipt receipt;
  receipt.collector = id;
  receipt.agent = envelope.header.agent;
  receipt.incarnation = envelope.header.incarnation;
  receipt.batch_seq = envelope.header.batch_seq;
  receipt.envelope_digest = envelope.digest;
  receipt.disposition = disposition;
  receipt.durable_through = envelope.header.batch_seq;
  receipt.server_wall_us = clock_.WallMicros();
  receipt.directives = directives;
  receipt.pace_ms = pace_ms;
  return receipt;
}

HttpAnswer FakeCollector::HandleBatch(const HttpRequest& request, Mishap mishap) {
  const auto address = wire::ParseBatchPath(request.path);
  if (!address || !agents.contains(address->agent)) return Plain(404);
  auto verified = wire::VerifyEnvelope(request.body, agents[address->agent]);
  if (!verified.ok()) return Plain(400);
  auto opened = wire::OpenEnvelope(request.body, *verified, recipient);
  if (!opened.ok()) return Plain(400);
  if (mishap == Mishap::kRevocation || mishap == Mishap::kUnsignedRevocation) {
    wire::Receipt refusal = ReceiptFor(*verified, wire::Disposition::kRefused);
    refusal.directives = wire::kRevoked;
    const crypto::SigningKeyPair stranger = crypto::GenerateSigningKeyPair();
    return WithBody(403, wire::EncodeReceipt(refusal, mishap == Mishap::kRevocation ? receipt_key
                                                                                   : stranger));
  }
  if (mishap == Mishap::kRefusedDisposition) {
    return WithBody(200, wire::EncodeReceipt(ReceiptFor(*verified, wire::Disposition::kRefused),
                                             receipt_key));
  }
  const Bytes receipt_before = last_receipt_;
  wire::Disposition disposition = wire::Disposition::kStored;
  const BatchKey key{verified->header.incarnation, verified->header.batch_seq, verified->digest};
  for (const auto& [other, batch] : stored) {
    if (other.incarnation == key.incarnation && other.batch_seq == key.batch_seq &&
        other.digest != key.digest) {
      disposition = wire::Disposition::kForked;
    }
  }
  wire::Receipt receipt = ReceiptFor(*verified, disposition);
  if (mishap == Mishap::kForgedReceipt) {
    return WithBody(200, wire::EncodeReceipt(receipt, crypto::GenerateSigningKeyPair()));
  }
  if (mishap == Mishap::kSwappedReceipt) {
    receipt.envelope_digest[0] ^= 1;
    return WithBody(200, wire::EncodeReceipt(receipt, receipt_key));
  }
  if (mishap == Mishap::kReplayedReceipt) return WithBody(200, receipt_before);
  Stored& batch = stored[key];
  if (batch.deliveries++ > 0) {
    receipt.disposition = wire::Disposition::kDuplicate;
  } else {
    batch.envelope = *verified;
    batch.events = opened->events.Records();
  }
  last_receipt_ = wire::EncodeReceipt(receipt, receipt_key);
  return WithBody(200, last_receipt_);
}

}  // namespace adit
