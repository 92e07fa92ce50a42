// FakeCollector: the collector's side of the protocol in memory, built on the same wire library, with
// switches for everything a network, a proxy or an attacker does to its answers.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/ship/transport.h"
#include "common/base/clock.h"
#include "common/crypto/certificate_authority.h"
#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/wire/enrolment.h"
#include "common/wire/envelope_reader.h"
#include "common/wire/receipt.h"

namespace adit {

// What happens to one exchange; taken from `script` in order, kNormal when it is empty.
enum class Mishap : uint8_t {
  kNormal,
  kRefuseConnection,
  kTimeout,             // the request is lost
  kLoseAnswer,          // stored, but the answer never arrives
  kCaptivePortal,       // 200 with a web page
  kEmptyOk,             // 200 with no body
  kRedirect,            // 302
  kForgedReceipt,       // right in every field, signed by a stranger
  kReplayedReceipt,     // the receipt of the batch before
  kSwappedReceipt,      // signed by us, about other bytes
  kRefusedDisposition,  // signed by us, says "refused", without a revocation
  kRevocation,          // 403 with a signed revocation
  kUnsignedRevocation,  // 403 with a revocation signed by a stranger
  kStatus400,
  kStatus401,
  kStatus404,
  kStatus413,
  kStatus429,
  kStatus500,
};

class FakeCollector final : public Connector {
 public:
  explicit FakeCollector(Clock& clock);

  Result<std::unique_ptr<Transport>> Connect(const crypto::TlsClientOptions& tls) override;

  // A token that enrols any number of agents.
  [[nodiscard]] wire::EnrolmentToken Token() const;
  // What an enrolment would have stored, without the network.
  [[nodiscard]] wire::EnrolmentAnswer AnswerFor(const std::string& request_pem);

  struct Stored {
    wire::VerifiedEnvelope envelope;
    std::vector<EventRecord> events;
    uint64_t deliveries = 0;  // of these very bytes
  };
  struct BatchKey {
    wire::Incarnation incarnation;
    uint64_t batch_seq = 0;
    crypto::Digest digest{};
    friend auto operator<=>(const BatchKey&, const BatchKey&) = default;
  };

  std::deque<Mishap> script;
  // Asked when the script is empty; none = kNormal.
  std::function<Mishap()> chance;
  std::map<BatchKey, Stored> stored;
  std::map<wire::AgentId, crypto::SigningPublicKey> agents;
  std::string policy = "signed policy";
  uint32_t directives = 0;
  uint32_t pace_ms = 0;
  bool refuse_renewal = false;
  uint64_t requests = 0;
  uint64_t enrolments = 0;
  uint64_t renewals = 0;
  uint64_t policy_fetches = 0;

  crypto::CertificateAuthority authority;
  crypto::SigningKeyPair receipt_key;
  crypto::BoxKeyPair recipient;
  wire::CollectorId id;

 private:
  friend class FakeTransport;
  Result<HttpAnswer> Handle(const HttpRequest& request);
  HttpAnswer HandleBatch(const HttpRequest& request, Mishap mishap);
  HttpAnswer HandleEnrolment(const HttpRequest& request);
  wire::Receipt ReceiptFor(const wire::VerifiedEnvelope& envelope, wire::Disposition disposition);

  Clock& clock_;
  Bytes last_receipt_;
  std::map<std::string, wire::AgentId> agent_of_key_;  // by fingerprint of the TLS key
};

}  // namespace adit
