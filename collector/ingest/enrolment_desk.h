// EnrolmentDesk: gives devices their identity: token and certificate request in, certificate and
// keys out; renewal with the same key; the signed policy.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "collector/ingest/collector_keys.h"
#include "collector/store/control_store.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/crypto/certificate.h"
#include "common/wire/enrolment.h"

namespace adit {

// Threads: any.
class EnrolmentDesk {
 public:
  EnrolmentDesk(std::string audience, const CollectorKeys& keys, ControlStore& control,
                Clock& clock, Random& random)
      : audience_(std::move(audience)),
        keys_(keys),
        control_(control),
        clock_(clock),
        random_(random) {}

  // The answer's JSON. kInvalidArgument for a malformed request, kUnauthenticated for a token that
  // does not count (any more).
  [[nodiscard]] Result<std::string> Enrol(std::string_view request_json);

  // A new certificate for an agent that shows its old one, up to kRenewalGraceDays after its end,
  // for the same key. kPermissionDenied when revoked, unknown, too late or for another key.
  [[nodiscard]] Result<std::string> Renew(const crypto::CertificateFacts& peer,
                                          std::string_view request_json);

  // The signed document of the active policy; kNotFound when there is none.
  [[nodiscard]] Result<std::string> PolicyDocument(const crypto::CertificateFacts& peer);

  // Keys an enrolled agent should use now: an enrolment answer without a certificate.
  [[nodiscard]] Result<std::string> Keys(const crypto::CertificateFacts& peer);

  // A token for `uses` devices, shown once: "adit1:…". Only its digest is stored.
  struct TokenWish {
    std::string group;
    uint32_t uses = 1;
    int64_t valid_us = 7 * 86'400 * kMicrosPerSecond;  // at most kMaxTokenDays
  };
  struct NewToken {
    std::string id;
    std::string text;
  };
  static constexpr int64_t kMaxTokenDays = 30;
  static constexpr uint32_t kMaxTokenUses = 100'000;
  [[nodiscard]] Result<NewToken> CreateToken(const TokenWish& wish);

  // The enrolled, unrevoked agent the certificate names.
  [[nodiscard]] Result<AgentEntry> KnownAgent(const crypto::CertificateFacts& peer);

 private:
  [[nodiscard]] Result<wire::EnrolmentAnswer> CommonAnswer(const Id16& agent,
                                                           const std::string& group);

  const std::string audience_;
  const CollectorKeys& keys_;
  ControlStore& control_;
  Clock& clock_;
  Random& random_;
};

}  // namespace adit
