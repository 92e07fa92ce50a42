// AgentIdentity: who this agent is, whom it trusts, and the files that remember both.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/status.h"
#include "common/crypto/certificate.h"
#include "common/crypto/signature.h"
#include "common/crypto/tls_context.h"
#include "common/io/file_system.h"
#include "common/wire/enrolment.h"

namespace adit {

struct AgentIdentity {
  wire::EnrolmentAnswer answer;    // public: certificate, authority, collector's keys
  std::string tls_key_pem;         // secret
  crypto::SigningKeyPair signing;  // secret half never leaves the device
  crypto::CertificateFacts certificate;

  [[nodiscard]] crypto::TlsClientOptions Tls() const;
  // The newest recipient key that is still valid at `wall_us`; the newest of all when none is, because
  // a wrong clock must not stop capture.
  [[nodiscard]] const crypto::BoxPublicKey& Recipient(int64_t wall_us) const;
};

// Files in `directory`: signing.key and tls.key (0600, made once), identity.json (public). Not
// thread-safe.
class IdentityStore {
 public:
  IdentityStore(FileSystem& files, std::string directory);
  // The signing key and TLS key of this device; made at the first call.
  [[nodiscard]] Status EnsureKeys();
  [[nodiscard]] const std::string& tls_key_pem() const { return tls_key_pem_; }
  [[nodiscard]] const crypto::SigningKeyPair& signing() const { return signing_; }
  // kNotFound when this device was never enrolled; kDataLoss, saying to enrol again, when files are
  // damaged.
  [[nodiscard]] Result<AgentIdentity> Load();
  [[nodiscard]] Status Save(const wire::EnrolmentAnswer& answer);
  // Forgets identity and keys, so that the next enrolment starts fresh (golden images, clones).
  [[nodiscard]] Status Forget();

 private:
  FileSystem& files_;
  const std::string directory_;
  std::string tls_key_pem_;
  crypto::SigningKeyPair signing_;
};

}  // namespace adit
