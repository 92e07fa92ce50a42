// CollectorKeys: every secret the collector has, as files of its key directory.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/crypto/certificate_authority.h"
#include "common/crypto/sealed_box.h"
#include "common/crypto/signature.h"
#include "common/io/file_system.h"
#include "common/wire/ids.h"

namespace adit {

// Files: authority.pem, authority.key (while the authority changes also authority-next.*,
// authority-old.pem: authority_rollover.h), renew-before, server.pem, server.key, receipt.key, policy.key, audit.key,
// collector.id and seal-<epoch>.key, one per epoch from 1. Agents seal to the newest; the others
// open what was sealed before. Destroying an old one makes everything sealed to it unreadable for
// ever.
struct CollectorKeys {
  crypto::CertificateAuthority authority;
  // PEM. What agents shall trust, and whose agents' certificates are accepted: several while the
  // authority changes.
  std::string trusted_pem;
  std::string agent_authorities_pem;
  // Agents whose certificate was issued before are asked to renew it, by which they learn what is new
  // to trust and to seal to; 0 = none is.
  int64_t renew_before_us = 0;
  crypto::ServerCertificate server;
  crypto::SigningKeyPair receipt;
  crypto::SigningKeyPair policy;
  wire::CollectorId collector;
  std::vector<crypto::BoxKeyPair> seal;  // newest first, at least one

  // The key an envelope was sealed to; null when it is none of ours.
  [[nodiscard]] const crypto::BoxKeyPair* FindSealKey(const crypto::KeyId& id) const;
};

// Makes all keys; kAlreadyExists when any of the files is there. `hosts`: names and addresses
// agents and browsers reach the collector by.
[[nodiscard]] Status CreateCollectorKeys(FileSystem& files, const std::string& directory,
                                         const std::vector<std::string>& hosts, Clock& clock);

// Names the file that is missing or damaged and what to do.
[[nodiscard]] Result<std::unique_ptr<CollectorKeys>> LoadCollectorKeys(
    FileSystem& files, const std::string& directory);

// The key that audit checkpoints are signed with (audit.key); made when it is not there, since
// collectors of earlier versions have none.
[[nodiscard]] Result<crypto::SigningKeyPair> LoadOrMakeAuditKey(FileSystem& files,
                                                                const std::string& directory);

// A new server certificate for `hosts`, replacing the old one; the authority stays.
[[nodiscard]] Status RenewServerCertificate(FileSystem& files, const std::string& directory,
                                            const std::vector<std::string>& hosts, Clock& clock);

// Starts the next sealing epoch: a new key that agents take up with their next contacts.
[[nodiscard]] Result<int> AddSealEpoch(FileSystem& files, const std::string& directory,
                                       Clock& clock);
// Destroys an epoch's key: whatever is sealed to it and not decoded yet, here and in backups, is
// unreadable for ever. kFailedPrecondition for the newest, to which agents seal; kNotFound when there
// is no such epoch.
[[nodiscard]] Status DestroySealEpoch(FileSystem& files, const std::string& directory, int epoch);
// From the next start on receipts ask agents with certificates issued before now to renew them.
[[nodiscard]] Status AskAgentsToRenew(FileSystem& files, const std::string& directory,
                                      Clock& clock);
[[nodiscard]] Result<int64_t> LoadRenewBefore(FileSystem& files, const std::string& directory);

}  // namespace adit
