// TestAgent: an agent's identity and envelopes without the agent, for tests of the collector over
// TLS.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/crypto/certificate.h"
#include "common/crypto/hash.h"
#include "common/wire/enrolment.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/envelope_writer.h"
#include "common/wire/receipt.h"
#include "tests/collector/http/tls_client.h"
#include "tests/common/wire/envelope_samples.h"

namespace adit {

class TestAgent {
 public:
  TestAgent(uint16_t port, std::string authority_pem)
      : port_(port),
        authority_pem_(std::move(authority_pem)),
        signer_(crypto::GenerateSigningKeyPair()),
        incarnation_(wire::RandomId<wire::Incarnation>(SystemRandom())),
        tls_key_(crypto::GenerateTlsKey().value()) {}

  // The HTTP status; 200 fills in the identity.
  int Enrol(const std::string& token_text) {
    wire::EnrolmentRequest request;
    request.token_secret_hex = wire::ParseToken(token_text)->secret_hex;
    request.certificate_request_pem = crypto::CreateCertificateRequest(tls_key_, "agent").value();
    request.signing_key = signer_.public_key;
    request.agent_version = "test";
    request.os_version = "test os";
    request.machine_fingerprint_hex = std::string(32, '0');
    TlsClient client(port_, authority_pem_);
    const std::string response =
        client.Ask("POST", "/v1/enrol", "", wire::EncodeEnrolmentRequest(request));
    if (StatusOf(response) != 200) {
      refusal_ = BodyOf(response);
      return StatusOf(response);
    }
    auto answer = wire::DecodeEnrolmentAnswer(BodyOf(response));
    EXPECT_TRUE(answer.ok()) << answer.status().ToString();
    answer_ = std::move(answer).value();
    return 200;
  }

  // A sealed envelope of `events` numbered from `first`.
  Bytes Envelope(uint64_t seq, const std::vector<EventRecord>& events,
                 const std::vector<wire::LossRange>& losses = {}) const {
    wire::EnvelopeHeader header = wire::SampleHeader(seq, events.front().fields.sequence);
    header.agent = answer_.agent;
    header.incarnation = incarnation_;
    header.policy_version = 1;
    auto writer =
        wire::EnvelopeWriter::Create(header, answer_.recipient_keys.front().public_key, signer_);
    EXPECT_TRUE(writer.ok()) << writer.status().ToString();
    Bytes bytes = (*writer)->Prologue();
    for (const EventRecord& event : events) (*writer)->Add(event);
    (*writer)->Finish(wire::SealStatus::kFinal, losses, bytes);
    return bytes;
  }
  Bytes Envelope(uint64_t seq, uint64_t first, size_t count) const {
    return Envelope(seq, wire::SampleEvents(first, count));
  }

  TlsClient& Connection() {
    if (connection_ == nullptr) connection_ = Connect();
    return *connection_;
  }
  std::unique_ptr<TlsClient> Connect() const {
    return std::make_unique<TlsClient>(port_, authority_pem_, answer_.certificate_pem, tls_key_);
  }
  void Disconnect() { connection_.reset(); }

  std::string Put(uint64_t seq, const Bytes& envelope) {
    return Connection().Ask("PUT", wire::BatchPath(answer_.agent, incarnation_, seq), "",
                            std::string(AsText(envelope)));
  }
  // The receipt in a response, checked as an agent checks it.
  Result<wire::Receipt> Receipt(const std::string& response, const Bytes& envelope) const {
    ADIT_ASSIGN_OR_RETURN(const wire::Receipt receipt,
                          wire::DecodeReceipt(AsBytes(BodyOf(response)), answer_.receipt_keys));
    ADIT_ASSIGN_OR_RETURN(const wire::ParsedHeader header,
                          wire::ParseEnvelopeHeader(ByteView(envelope).first(
                              std::min(envelope.size(), wire::kHeaderProbeBytes))));
    ADIT_RETURN_IF_ERROR(
        wire::CheckReceiptCovers(receipt, header.header, crypto::HashOf(envelope)));
    return receipt;
  }

  wire::EnrolmentAnswer& answer() { return answer_; }
  const std::string& refusal() const { return refusal_; }
  const std::string& tls_key() const { return tls_key_; }
  const wire::Incarnation& incarnation() const { return incarnation_; }
  const std::string& authority_pem() const { return authority_pem_; }
  uint16_t port() const { return port_; }
  void set_port(uint16_t port) {
    port_ = port;
    Disconnect();
  }

 private:
  uint16_t port_;
  const std::string authority_pem_;
  const crypto::SigningKeyPair signer_;
  const wire::Incarnation incarnation_;
  const std::string tls_key_;
  wire::EnrolmentAnswer answer_;
  std::string refusal_;
  std::unique_ptr<TlsClient> connection_;
};

}  // namespace adit
