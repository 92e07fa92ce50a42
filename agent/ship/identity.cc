#include "agent/ship/identity.h"

#include "common/crypto/key_file.h"
#include "common/wire/limits.h"

namespace adit {
namespace {

constexpr size_t kMaxIdentityBytes = wire::kMaxEnrolmentBytes + 2 * wire::kMaxPolicyBytes;

}  // namespace

crypto::TlsClientOptions AgentIdentity::Tls() const {
  crypto::TlsClientOptions tls;
  tls.authority_pem = answer.authority_pem;
  tls.certificate_chain_pem = answer.certificate_pem;
  tls.key_pem = tls_key_pem;
  return tls;
}

const crypto::BoxPublicKey& AgentIdentity::Recipient(int64_t wall_us) const {
  for (const wire::RecipientKey& key : answer.recipient_keys) {
    if (key.not_after_us == 0 || key.not_after_us > wall_us) return key.public_key;
  }
  return answer.recipient_keys.front().public_key;
}

IdentityStore::IdentityStore(FileSystem& files, std::string directory)
    : files_(files), directory_(std::move(directory)) {}

Status IdentityStore::EnsureKeys() {
  ADIT_RETURN_IF_ERROR(files_.CreateDirectories(directory_));
  const std::string signing_path = directory_ + "/signing.key";
  const std::string tls_path = directory_ + "/tls.key";
  if (!files_.Exists(signing_path)) {
    ADIT_RETURN_IF_ERROR(
        crypto::SaveSigningKey(files_, signing_path, crypto::GenerateSigningKeyPair()));
  }
  Result<crypto::SigningKeyPair> signing = crypto::LoadSigningKey(files_, signing_path);
  if (!signing.ok()) return signing.status();
  signing_ = std::move(*signing);
  if (!files_.Exists(tls_path)) {
    Result<std::string> key = crypto::GenerateTlsKey();
    if (!key.ok()) return key.status();
    ADIT_RETURN_IF_ERROR(crypto::SaveSecretText(files_, tls_path, *key));
  }
  Result<std::string> tls_key = crypto::LoadSecretText(files_, tls_path);
  if (!tls_key.ok()) return tls_key.status();
  tls_key_pem_ = std::move(*tls_key);
  return OkStatus();
}

Result<AgentIdentity> IdentityStore::Load() {
  const Result<Bytes> bytes =
      ReadWholeFile(files_, directory_ + "/identity.json", kMaxIdentityBytes);
  if (!bytes.ok()) return bytes.status();
  ADIT_RETURN_IF_ERROR(EnsureKeys());
  Result<wire::EnrolmentAnswer> answer = wire::DecodeEnrolmentAnswer(AsText(*bytes));
  if (!answer.ok()) {
    return DataLoss(directory_ + "/identity.json is damaged (" + answer.status().message() +
                    "); enrol again with a new token");
  }
  Result<crypto::CertificateFacts> certificate = crypto::ReadCertificate(answer->certificate_pem);
  if (!certificate.ok()) return certificate.status().WithContext(directory_ + "/identity.json");
  AgentIdentity identity;
  identity.answer = std::move(*answer);
  identity.tls_key_pem = tls_key_pem_;
  identity.signing.public_key = signing_.public_key;
  identity.signing.secret_key = signing_.secret_key.Clone();
  identity.certificate = std::move(*certificate);
  return identity;
}

Status IdentityStore::Save(const wire::EnrolmentAnswer& answer) {
  return WriteFileAtomically(files_, directory_ + "/identity.json",
                             AsBytes(wire::EncodeEnrolmentAnswer(answer)));
}

Status IdentityStore::Forget() {
  for (const char* const name : {"/identity.json", "/tls.key", "/signing.key"}) {
    const Status removed = files_.Remove(directory_ + name);
    if (!removed.ok() && removed.code() != StatusCode::kNotFound) return removed;
  }
  return files_.SyncDirectory(directory_);
}

}  // namespace adit
