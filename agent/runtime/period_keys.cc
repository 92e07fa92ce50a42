#include "agent/runtime/period_keys.h"

#include "common/base/logger.h"
#include "common/crypto/key_file.h"
#include "privacy/mask/pseudonym.h"

namespace adit {

Result<crypto::HashKey> PeriodKeys::Take(int64_t wall_us, int period_days) {
  ADIT_RETURN_IF_ERROR(files_.CreateDirectories(directory_));
  const std::string name =
      std::to_string(period_days) + "-" + std::to_string(KeyPeriod(wall_us, period_days)) + ".key";
  // First: the old key must go even when no new one can be written.
  ADIT_RETURN_IF_ERROR(DestroyOthers(name));
  return LoadOrDraw(directory_ + "/" + name);
}

Result<crypto::HashKey> PeriodKeys::LoadOrDraw(const std::string& path) {
  Result<crypto::HashKey> key = crypto::LoadHashKey(files_, path);
  if (key.ok()) return key;
  if (key.status().code() == StatusCode::kDataLoss) {
    LogWarning("a key of pseudonyms is damaged and drawn anew; links of this period end",
               {{"reason", key.status().message()}});
    ADIT_RETURN_IF_ERROR(files_.Remove(path));
  } else if (key.status().code() != StatusCode::kNotFound) {
    return key;
  }
  crypto::HashKey drawn = crypto::GenerateHashKey();
  const Status saved = crypto::SaveHashKey(files_, path, drawn);
  // Another process of this person was first.
  if (saved.code() == StatusCode::kAlreadyExists) return crypto::LoadHashKey(files_, path);
  ADIT_RETURN_IF_ERROR(saved);
  return drawn;
}

Status PeriodKeys::DestroyOthers(const std::string& name) {
  ADIT_ASSIGN_OR_RETURN(const std::vector<DirectoryEntry> entries, files_.List(directory_));
  bool removed = false;
  for (const DirectoryEntry& entry : entries) {
    if (entry.is_directory || entry.name == name || !entry.name.ends_with(".key")) continue;
    const Status status = files_.Remove(directory_ + "/" + entry.name);
    if (!status.ok() && status.code() != StatusCode::kNotFound) return status;
    removed = true;
  }
  return removed ? files_.SyncDirectory(directory_) : OkStatus();
}

}  // namespace adit
