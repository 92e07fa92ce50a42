#include "collector/ingest/collector_keys.h"

#include <algorithm>
#include <charconv>

#include "collector/ingest/authority_rollover.h"
#include "common/base/random.h"
#include "common/crypto/key_file.h"

namespace adit {
namespace {

constexpr size_t kMaxSealEpochs = 64;

Result<std::string> LoadText(FileSystem& files, const std::string& path) {
  ADIT_ASSIGN_OR_RETURN(const Bytes bytes, ReadWholeFile(files, path, 64 << 10));
  return std::string(AsText(bytes));
}

Status SaveServerCertificate(FileSystem& files, const std::string& directory,
                             const crypto::CertificateAuthority& authority,
                             const std::vector<std::string>& hosts, Clock& clock) {
  ADIT_ASSIGN_OR_RETURN(const crypto::ServerCertificate server,
                        crypto::IssueServerCertificate(authority, hosts, clock.WallMicros()));
  ADIT_RETURN_IF_ERROR(crypto::SaveSecretText(files, directory + "/server.key", server.key_pem));
  return WriteFileAtomically(files, directory + "/server.pem", AsBytes(server.chain_pem));
}

std::string SealPath(const std::string& directory, int epoch) {
  return directory + "/seal-" + std::to_string(epoch) + ".key";
}

// Epochs present, newest first.
Result<std::vector<int>> SealEpochs(FileSystem& files, const std::string& directory) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<DirectoryEntry> entries, files.List(directory));
  std::vector<int> epochs;
  for (const DirectoryEntry& entry : entries) {
    const std::string& name = entry.name;
    if (!name.starts_with("seal-") || !name.ends_with(".key")) continue;
    int epoch = 0;
    const char* begin = name.data() + 5;
    const char* end = name.data() + name.size() - 4;
    const auto [stop, error] = std::from_chars(begin, end, epoch);
    if (error != std::errc() || stop != end || epoch < 1) continue;
    epochs.push_back(epoch);
  }
  std::sort(epochs.rbegin(), epochs.rend());
  if (epochs.size() > kMaxSealEpochs) epochs.resize(kMaxSealEpochs);
  return epochs;
}

}  // namespace

const crypto::BoxKeyPair* CollectorKeys::FindSealKey(const crypto::KeyId& id) const {
  for (const crypto::BoxKeyPair& key : seal) {
    if (crypto::KeyIdOf(key.public_key) == id) return &key;
  }
  return nullptr;
}

Status CreateCollectorKeys(FileSystem& files, const std::string& directory,
                           const std::vector<std::string>& hosts, Clock& clock) {
  ADIT_RETURN_IF_ERROR(files.CreateDirectories(directory));
  ADIT_ASSIGN_OR_RETURN(const std::vector<DirectoryEntry> present, files.List(directory));
  if (!present.empty()) {
    return AlreadyExists(directory + " has keys already (" + present.front().name +
                         "); keys are never overwritten: choose another directory");
  }
  ADIT_ASSIGN_OR_RETURN(const crypto::CertificateAuthority authority,
                        crypto::CreateCertificateAuthority("Adit collector", clock.WallMicros()));
  ADIT_RETURN_IF_ERROR(
      crypto::SaveSecretText(files, directory + "/authority.key", authority.key_pem));
  ADIT_RETURN_IF_ERROR(
      WriteFileAtomically(files, directory + "/authority.pem", AsBytes(authority.certificate_pem)));
  ADIT_RETURN_IF_ERROR(SaveServerCertificate(files, directory, authority, hosts, clock));
  ADIT_RETURN_IF_ERROR(
      crypto::SaveSigningKey(files, directory + "/receipt.key", crypto::GenerateSigningKeyPair()));
  ADIT_RETURN_IF_ERROR(
      crypto::SaveSigningKey(files, directory + "/policy.key", crypto::GenerateSigningKeyPair()));
  ADIT_RETURN_IF_ERROR(
      crypto::SaveBoxKey(files, SealPath(directory, 1), crypto::GenerateBoxKeyPair()));
  const auto id = wire::RandomId<wire::CollectorId>(SystemRandom());
  return WriteFileAtomically(files, directory + "/collector.id", AsBytes(wire::ToHex(id) + "\n"));
}

Result<std::unique_ptr<CollectorKeys>> LoadCollectorKeys(FileSystem& files,
                                                         const std::string& directory) {
  auto keys = std::make_unique<CollectorKeys>();
  if (!files.Exists(directory + "/authority.pem")) {
    return NotFound("there are no keys in " + directory + "; `adit-collector init` makes them");
  }
  ADIT_ASSIGN_OR_RETURN(keys->authority.certificate_pem,
                        LoadText(files, directory + "/authority.pem"));
  ADIT_ASSIGN_OR_RETURN(keys->authority.key_pem,
                        crypto::LoadSecretText(files, directory + "/authority.key"));
  ADIT_RETURN_IF_ERROR(LoadAuthorities(files, directory, *keys));
  ADIT_ASSIGN_OR_RETURN(keys->renew_before_us, LoadRenewBefore(files, directory));
  ADIT_ASSIGN_OR_RETURN(keys->server.chain_pem, LoadText(files, directory + "/server.pem"));
  ADIT_ASSIGN_OR_RETURN(keys->server.key_pem,
                        crypto::LoadSecretText(files, directory + "/server.key"));
  ADIT_ASSIGN_OR_RETURN(keys->receipt, crypto::LoadSigningKey(files, directory + "/receipt.key"));
  ADIT_ASSIGN_OR_RETURN(keys->policy, crypto::LoadSigningKey(files, directory + "/policy.key"));
  ADIT_ASSIGN_OR_RETURN(std::string id_text, LoadText(files, directory + "/collector.id"));
  while (!id_text.empty() && id_text.back() == '\n') id_text.pop_back();
  const auto id = wire::FromHex<wire::CollectorId>(id_text);
  if (!id) return DataLoss(directory + "/collector.id does not hold 32 hexadecimal digits");
  keys->collector = *id;
  ADIT_ASSIGN_OR_RETURN(const std::vector<int> epochs, SealEpochs(files, directory));
  for (const int epoch : epochs) {
    ADIT_ASSIGN_OR_RETURN(crypto::BoxKeyPair key,
                          crypto::LoadBoxKey(files, SealPath(directory, epoch)));
    keys->seal.push_back(std::move(key));
  }
  if (keys->seal.empty())
    return DataLoss("there is no seal-<epoch>.key in " + directory + "; restore a backup of it");
  return keys;
}

Result<crypto::SigningKeyPair> LoadOrMakeAuditKey(FileSystem& files, const std::string& directory) {
  const std::string path = directory + "/audit.key";
  if (!files.Exists(path))
    ADIT_RETURN_IF_ERROR(crypto::SaveSigningKey(files, path, crypto::GenerateSigningKeyPair()));
  return crypto::LoadSigningKey(files, path);
}

Status RenewServerCertificate(FileSystem& files, const std::string& directory,
                              const std::vector<std::string>& hosts, Clock& clock) {
  crypto::CertificateAuthority authority;
  ADIT_ASSIGN_OR_RETURN(authority.certificate_pem, LoadText(files, directory + "/authority.pem"));
  ADIT_ASSIGN_OR_RETURN(authority.key_pem,
                        crypto::LoadSecretText(files, directory + "/authority.key"));
  if (files.Exists(directory + "/server.key"))
    ADIT_RETURN_IF_ERROR(files.Remove(directory + "/server.key"));
  return SaveServerCertificate(files, directory, authority, hosts, clock);
}

Status AskAgentsToRenew(FileSystem& files, const std::string& directory, Clock& clock) {
  return WriteFileAtomically(files, directory + "/renew-before",
                             AsBytes(std::to_string(clock.WallMicros()) + "\n"));
}

Result<int64_t> LoadRenewBefore(FileSystem& files, const std::string& directory) {
  const std::string path = directory + "/renew-before";
  if (!files.Exists(path)) return 0;
  ADIT_ASSIGN_OR_RETURN(const std::string text, LoadText(files, path));
  int64_t at_us = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), at_us);
  if (error != std::errc() || end == text.data()) {
    return DataLoss(path + " does not hold a time in µs; remove it");
  }
  return at_us;
}

Result<int> AddSealEpoch(FileSystem& files, const std::string& directory, Clock& clock) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<int> epochs, SealEpochs(files, directory));
  if (epochs.size() >= kMaxSealEpochs) {
    return ResourceExhausted(
        "there are " + std::to_string(kMaxSealEpochs) +
        " sealing keys already; destroy those whose data is past its retention");
  }
  const int epoch = epochs.empty() ? 1 : epochs.front() + 1;
  ADIT_RETURN_IF_ERROR(
      crypto::SaveBoxKey(files, SealPath(directory, epoch), crypto::GenerateBoxKeyPair()));
  ADIT_RETURN_IF_ERROR(AskAgentsToRenew(files, directory, clock));
  return epoch;
}

Status DestroySealEpoch(FileSystem& files, const std::string& directory, int epoch) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<int> epochs, SealEpochs(files, directory));
  if (std::find(epochs.begin(), epochs.end(), epoch) == epochs.end()) {
    return NotFound("there is no sealing key of epoch " + std::to_string(epoch) + " in " +
                    directory);
  }
  if (epoch == epochs.front()) {
    return FailedPrecondition("epoch " + std::to_string(epoch) +
                              " is the one agents seal to; begin the next with `adit-collector "
                              "new-seal-key` first");
  }
  ADIT_RETURN_IF_ERROR(files.Remove(SealPath(directory, epoch)));
  return files.SyncDirectory(directory);
}

}  // namespace adit
