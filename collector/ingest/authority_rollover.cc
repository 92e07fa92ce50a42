#include "collector/ingest/authority_rollover.h"

#include "common/crypto/certificate.h"
#include "common/crypto/key_file.h"

namespace adit {
namespace {

constexpr size_t kMaxChainBytes = 64 << 10;

std::string Next(const std::string& directory) { return directory + "/authority-next.pem"; }
std::string NextKey(const std::string& directory) { return directory + "/authority-next.key"; }
std::string Old(const std::string& directory) { return directory + "/authority-old.pem"; }

Result<std::string> LoadText(FileSystem& files, const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(files, path, kMaxChainBytes));
  return std::string(AsText(bytes));
}

Status RemoveIfThere(FileSystem& files, const std::string& path) {
  const Status removed = files.Remove(path);
  return removed.code() == StatusCode::kNotFound ? OkStatus() : removed;
}

Status ReplaceSecret(FileSystem& files, const std::string& path, const std::string& text) {
  ADIT_RETURN_IF_ERROR(RemoveIfThere(files, path));
  return crypto::SaveSecretText(files, path, text);
}

Status NoneWaits(FileSystem& files, const std::string& directory) {
  if (files.Exists(Next(directory))) {
    return FailedPrecondition(
        "an authority waits already; `adit-collector authority switch` puts it into force");
  }
  return OkStatus();
}

}  // namespace

Status LoadAuthorities(FileSystem& files, const std::string& directory, CollectorKeys& keys) {
  ADIT_ASSIGN_OR_RETURN(keys.trusted_pem, crypto::TrustAnchorOf(keys.authority.certificate_pem));
  keys.agent_authorities_pem = keys.authority.certificate_pem;
  for (const std::string& path : {Next(directory), Old(directory)}) {
    if (!files.Exists(path)) continue;
    ADIT_ASSIGN_OR_RETURN(const std::string chain, LoadText(files, path));
    ADIT_ASSIGN_OR_RETURN(const std::string anchor, crypto::TrustAnchorOf(chain));
    // Agents need the next one's root before it signs, and the old one's no more after.
    const bool known = keys.trusted_pem.find(anchor) != std::string::npos;
    if (path == Next(directory) && !known) keys.trusted_pem += anchor;
    if (keys.agent_authorities_pem.find(chain) == std::string::npos) {
      keys.agent_authorities_pem += chain;
    }
  }
  return OkStatus();
}

Result<AuthorityStage> ReadAuthorityStage(FileSystem& files, const std::string& directory) {
  AuthorityStage stage;
  ADIT_ASSIGN_OR_RETURN(const std::string active, LoadText(files, directory + "/authority.pem"));
  stage.next = files.Exists(Next(directory));
  stage.next_key_only = !stage.next && files.Exists(NextKey(directory));
  stage.old = files.Exists(Old(directory));
  ADIT_ASSIGN_OR_RETURN(stage.changed_us, LoadRenewBefore(files, directory));
  const std::string other = stage.next ? Next(directory) : Old(directory);
  if (!stage.next && !stage.old) return stage;
  ADIT_ASSIGN_OR_RETURN(const std::string chain, LoadText(files, other));
  ADIT_ASSIGN_OR_RETURN(const std::string anchor, crypto::TrustAnchorOf(chain));
  ADIT_ASSIGN_OR_RETURN(const std::string active_anchor, crypto::TrustAnchorOf(active));
  stage.same_anchor = anchor == active_anchor;
  return stage;
}

Status PrepareAuthority(FileSystem& files, const std::string& directory, Clock& clock) {
  ADIT_RETURN_IF_ERROR(NoneWaits(files, directory));
  ADIT_ASSIGN_OR_RETURN(const crypto::CertificateAuthority next,
                        crypto::CreateCertificateAuthority("Adit collector", clock.WallMicros()));
  ADIT_RETURN_IF_ERROR(ReplaceSecret(files, NextKey(directory), next.key_pem));
  ADIT_RETURN_IF_ERROR(AskAgentsToRenew(files, directory, clock));
  return WriteFileAtomically(files, Next(directory), AsBytes(next.certificate_pem));
}

Result<std::string> RequestAuthority(FileSystem& files, const std::string& directory) {
  ADIT_RETURN_IF_ERROR(NoneWaits(files, directory));
  if (!files.Exists(NextKey(directory))) {
    ADIT_ASSIGN_OR_RETURN(const std::string key, crypto::GenerateTlsKey());
    ADIT_RETURN_IF_ERROR(crypto::SaveSecretText(files, NextKey(directory), key));
  }
  ADIT_ASSIGN_OR_RETURN(const std::string key, crypto::LoadSecretText(files, NextKey(directory)));
  return crypto::CreateCertificateRequest(key, "Adit collector");
}

Status InstallAuthority(FileSystem& files, const std::string& directory,
                        const std::string& chain_pem, Clock& clock) {
  ADIT_RETURN_IF_ERROR(NoneWaits(files, directory));
  if (!files.Exists(NextKey(directory))) {
    return FailedPrecondition(
        "there is no request to which this is the answer; make one with "
        "`adit-collector authority request`");
  }
  crypto::CertificateAuthority next;
  next.certificate_pem = chain_pem;
  ADIT_ASSIGN_OR_RETURN(next.key_pem, crypto::LoadSecretText(files, NextKey(directory)));
  ADIT_RETURN_IF_ERROR(crypto::CheckAuthority(next, clock.WallMicros()));
  ADIT_RETURN_IF_ERROR(AskAgentsToRenew(files, directory, clock));
  return WriteFileAtomically(files, Next(directory), AsBytes(chain_pem));
}

Status SwitchAuthority(FileSystem& files, const std::string& directory,
                       const std::vector<std::string>& hosts, Clock& clock) {
  if (!files.Exists(Next(directory))) {
    return FailedPrecondition(
        "no authority waits; make one with `adit-collector authority "
        "prepare` or `request`");
  }
  crypto::CertificateAuthority next;
  ADIT_ASSIGN_OR_RETURN(next.certificate_pem, LoadText(files, Next(directory)));
  ADIT_ASSIGN_OR_RETURN(next.key_pem, crypto::LoadSecretText(files, NextKey(directory)));
  ADIT_RETURN_IF_ERROR(crypto::CheckAuthority(next, clock.WallMicros()));
  ADIT_ASSIGN_OR_RETURN(const std::string active, LoadText(files, directory + "/authority.pem"));
  // A switch that was interrupted has put the next one in place already.
  if (active != next.certificate_pem) {
    ADIT_RETURN_IF_ERROR(WriteFileAtomically(files, Old(directory), AsBytes(active)));
    ADIT_RETURN_IF_ERROR(ReplaceSecret(files, directory + "/authority.key", next.key_pem));
    ADIT_RETURN_IF_ERROR(
        WriteFileAtomically(files, directory + "/authority.pem", AsBytes(next.certificate_pem)));
  }
  ADIT_RETURN_IF_ERROR(RenewServerCertificate(files, directory, hosts, clock));
  ADIT_RETURN_IF_ERROR(AskAgentsToRenew(files, directory, clock));
  ADIT_RETURN_IF_ERROR(RemoveIfThere(files, NextKey(directory)));
  ADIT_RETURN_IF_ERROR(RemoveIfThere(files, Next(directory)));
  return files.SyncDirectory(directory);
}

Status FinishAuthority(FileSystem& files, const std::string& directory) {
  if (!files.Exists(Old(directory))) {
    return FailedPrecondition("no earlier authority is trusted any more");
  }
  ADIT_RETURN_IF_ERROR(RemoveIfThere(files, Old(directory)));
  return files.SyncDirectory(directory);
}

}  // namespace adit
