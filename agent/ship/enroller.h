// Enrol and Renew: how a device gets its certificate and keeps it.
#pragma once

#include <cstdint>
#include <string>

#include "agent/ship/identity.h"
#include "agent/ship/transport.h"
#include "common/base/random.h"

namespace adit {

struct EnrolOptions {
  std::string agent_version;
  std::string os_version;
  std::string machine_fingerprint_hex;
  int64_t timeout_us = 30'000'000;
};

// One attempt: makes keys when there are none, sends token and certificate request over a connection
// that trusts only the authority named in the token, checks the answer and stores it.
// kUnauthenticated: wrong, used-up or expired token, or not the collector the token names (do not
// retry with the same token soon); kUnavailable and kDeadlineExceeded: try again later.
[[nodiscard]] Result<AgentIdentity> Enrol(IdentityStore& store, Connector& connector,
                                          const wire::EnrolmentToken& token,
                                          const EnrolOptions& options);

// A new certificate for the same key; allowed for 90 days after expiry.
[[nodiscard]] Result<AgentIdentity> Renew(IdentityStore& store, Connector& connector,
                                          const AgentIdentity& identity,
                                          const EnrolOptions& options);

// Two thirds of the certificate's life plus up to a twentieth of it, by `random`.
[[nodiscard]] int64_t RenewalTimeUs(const crypto::CertificateFacts& certificate, Random& random);

}  // namespace adit
