#include "tests/simulation/simulated_network.h"

#include <algorithm>

#include "common/wire/envelope_reader.h"
#include "common/wire/receipt.h"
#include "privacy/policy/default_policy.h"
#include "privacy/policy/signed_policy.h"

namespace adit {
namespace {

constexpr size_t kKept = 8;

HttpAnswer Plain(int status, std::string_view body = {}, std::string retry_after = {}) {
  HttpAnswer answer;
  answer.status = status;
  answer.body.assign(body.begin(), body.end());
  answer.retry_after = std::move(retry_after);
  return answer;
}

// A receipt in which everything is right but the signature.
Bytes ReceiptOfAStranger(ByteView envelope) {
  const auto verified = wire::ReadUnverifiedEnvelope(envelope);
  wire::Receipt receipt;
  if (verified.ok()) {
    receipt.agent = verified->header.agent;
    receipt.incarnation = verified->header.incarnation;
    receipt.batch_seq = verified->header.batch_seq;
    receipt.envelope_digest = verified->digest;
  }
  receipt.disposition = wire::Disposition::kStored;
  receipt.directives = wire::kRevoked;
  return wire::EncodeReceipt(receipt, crypto::GenerateSigningKeyPair());
}

}  // namespace

class SimulatedTransport final : public Transport {
 public:
  SimulatedTransport(SimulatedNetwork& network, std::optional<crypto::CertificateFacts> peer)
      : network_(network), peer_(std::move(peer)) {}
  Result<HttpAnswer> Exchange(const HttpRequest& request, int64_t timeout_us,
                              size_t max_bytes) override {
    return network_.Exchange(request, peer_, timeout_us, max_bytes);
  }

 private:
  SimulatedNetwork& network_;
  const std::optional<crypto::CertificateFacts> peer_;
};

Result<std::unique_ptr<Transport>> SimulatedNetwork::Connect(const crypto::TlsClientOptions& tls) {
  std::optional<crypto::CertificateFacts> peer;
  if (!tls.certificate_chain_pem.empty()) {
    auto facts = crypto::ReadCertificate(tls.certificate_chain_pem);
    if (!facts.ok()) return facts.status();
    peer = std::move(*facts);
  }
  return std::unique_ptr<Transport>(std::make_unique<SimulatedTransport>(*this, std::move(peer)));
}

Result<HttpAnswer> SimulatedNetwork::Deliver(const HttpRequest& request,
                                             const std::optional<crypto::CertificateFacts>& peer) {
  ++counts_["deliveries"];
  auto answer = collector_.Handle(request, peer);
  if (answer.ok() && request.method == "PUT" && answer->status <= 201) {
    receipts_.push_back(answer->body);
    if (receipts_.size() > kKept) receipts_.pop_front();
  }
  return answer;
}

HttpAnswer SimulatedNetwork::Forge(uint64_t kind, const HttpRequest& request) {
  const bool policy = request.method == "GET";
  switch (kind) {
    case 0: return Plain(200, "<html>Please sign in</html>");
    case 1: return Plain(200);
    case 2: return Plain(302);
    case 3: {
      // To a question for the policy: an older one, rightly signed, or the newest by a stranger.
      if (policy) {
        return Plain(200, random_.Chance(0.5) ? collector_.older_policy()
                                              : SignPolicy(DefaultPolicyText(),
                                                           crypto::GenerateSigningKeyPair()));
      }
      const Bytes forged = ReceiptOfAStranger(request.body);
      return Plain(201, AsText(forged));
    }
    case 4: return receipts_.empty() || policy
                       ? Plain(200)
                       : Plain(200, AsText(receipts_[random_.Below(receipts_.size())]));
    case 5: return Plain(400);
    case 6: return Plain(401);
    case 7: return Plain(403);
    case 8: return Plain(404);
    case 9: return Plain(413);
    case 10: return Plain(429, {}, "120");
    case 11: return Plain(503, {}, "-5");
    case 12: return Plain(507, {}, "99999999999999999999");
    default: return Plain(500);
  }
}

Result<HttpAnswer> SimulatedNetwork::Exchange(const HttpRequest& request,
                                              const std::optional<crypto::CertificateFacts>& peer,
                                              int64_t timeout_us, size_t max_answer_bytes) {
  if (reliable_) return Deliver(request, peer);
  if (partitioned_for_ > 0) {
    --partitioned_for_;
    return Unavailable("no route");
  }
  if (!late_.empty() && random_.Chance(0.2)) DeliverLate();
  if (slow_for_ == 0 && random_.Chance(0.02)) {
    slow_for_ = 1 + static_cast<int>(random_.Below(12));
    bytes_per_second_ = 20 + random_.Below(400);
    ++counts_["  of them links that became slow"];
  }
  if (const auto failed = Crawl(request, timeout_us)) return *failed;
  const uint64_t dice = random_.Below(100);
  if (dice < 70) return Deliver(request, peer);
  ++counts_["network mishaps and forged answers"];
  if (dice < 73) {
    partitioned_for_ = static_cast<int>(random_.Below(6));
    ++counts_["  of them partitions"];
    return Unavailable("no route");
  }
  if (dice < 76) return Unavailable("connection reset within the request");
  if (dice < 80) {
    // Stored, and the answer is cut at any byte: the length it declared tells.
    ++counts_["  of them answers lost or cut"];
    Deliver(request, peer).status().IgnoreError();
    return Unavailable("connection reset within the answer");
  }
  if (dice < 82) {
    Deliver(request, peer).status().IgnoreError();
    return DeadlineExceeded("timed out");
  }
  if (dice < 85) {
    ++counts_["  of them requests doubled"];
    Deliver(request, peer).status().IgnoreError();
    return Deliver(request, peer);
  }
  if (dice < 88) {
    // Held up on the way: it comes later, when others have overtaken it.
    ++counts_["  of them requests overtaken"];
    late_.push_back({request.method, request.path, request.content_type,
                     Bytes(request.body.begin(), request.body.end()), peer});
    if (late_.size() > kKept) late_.pop_front();
    return DeadlineExceeded("timed out");
  }
  if (dice < 89) {
    // Bytes changed on the way under a broken link (TLS would notice; the signature must too).
    Bytes damaged(request.body.begin(), request.body.end());
    if (!damaged.empty()) {
      damaged[random_.Below(damaged.size())] ^= static_cast<uint8_t>(1u << random_.Below(8));
    }
    ++counts_["  of them bodies changed"];
    const auto answer = collector_.Handle({request.method, request.path, request.content_type, damaged},
                                          peer);
    if (answer.ok() && answer->status <= 201 && request.method == "PUT") {
      ++counts_["FAULT: changed bodies accepted"];
    }
    return Unavailable("connection reset");
  }
  HttpAnswer forged = Forge(random_.Below(14), request);
  if (forged.body.size() > max_answer_bytes) return ResourceExhausted("answer too long");
  return forged;
}

std::optional<Status> SimulatedNetwork::Crawl(const HttpRequest& request, int64_t timeout_us) {
  if (slow_for_ == 0 || clock_ == nullptr) return std::nullopt;
  --slow_for_;
  const auto bytes = static_cast<int64_t>(request.body.size() + 500);
  const int64_t needed_us = bytes * 1'000'000 / static_cast<int64_t>(bytes_per_second_);
  clock_->Advance(std::min(needed_us, timeout_us));
  if (needed_us <= timeout_us) return std::nullopt;
  ++counts_["  of them requests a slow link did not carry in time"];
  return DeadlineExceeded("timed out");
}

void SimulatedNetwork::DeliverLate() {
  while (!late_.empty()) {
    const size_t i = static_cast<size_t>(random_.Below(late_.size()));
    const Sent sent = std::move(late_[i]);
    late_.erase(late_.begin() + static_cast<ptrdiff_t>(i));
    Deliver({sent.method, sent.path, sent.content_type, sent.body}, sent.peer)
        .status()
        .IgnoreError();
  }
}

void SimulatedNetwork::Settle() {
  reliable_ = true;
  partitioned_for_ = 0;
  slow_for_ = 0;
  DeliverLate();
}

}  // namespace adit
