#include "collector/store/block_vault.h"

#include <algorithm>
#include <charconv>

#include "common/crypto/key_file.h"
#include "common/crypto/secret_stream.h"

namespace adit {
namespace {

constexpr int64_t kDayUs = 86'400ll * kMicrosPerSecond;
// Nothing is kept for longer than policies can say, and clocks are right to a day or two.
constexpr int64_t kOldestDays = 3660;
constexpr int64_t kAheadDays = 2;

// First byte of a sealed block: a plain one begins with its version, a small number.
constexpr uint8_t kSealedMark = 0xE1;
constexpr size_t kHeadBytes = 1 + 4;

crypto::StreamKey StreamKeyOf(const crypto::HashKey& key) {
  crypto::StreamKey stream;
  std::copy_n(key.data(), crypto::HashKey::kBytes, stream.data());
  return stream;
}

}  // namespace

int64_t BlockVault::DayOf(int64_t wall_us) {
  return wall_us / kDayUs - (wall_us % kDayUs < 0 ? 1 : 0);
}

std::string BlockVault::PathOf(int64_t day) const {
  return directory_ + "/" + std::to_string(day) + ".key";
}

Status BlockVault::Load() {
  ADIT_RETURN_IF_ERROR(files_.CreateDirectories(directory_));
  ADIT_ASSIGN_OR_RETURN(const std::vector<DirectoryEntry> entries, files_.List(directory_));
  const std::lock_guard lock(mutex_);
  for (const DirectoryEntry& entry : entries) {
    int64_t day = 0;
    const std::string& name = entry.name;
    if (!name.ends_with(".key")) continue;
    const char* const end = name.data() + name.size() - 4;
    const auto [stop, error] = std::from_chars(name.data(), end, day);
    if (error != std::errc() || stop != end || day < 0) continue;
    ADIT_ASSIGN_OR_RETURN(crypto::HashKey key, crypto::LoadHashKey(files_, PathOf(day)));
    keys_.emplace(day, std::move(key));
  }
  return OkStatus();
}

Result<crypto::HashKey> BlockVault::KeyFor(int64_t day) {
  const std::lock_guard lock(mutex_);
  const auto known = keys_.find(day);
  if (known != keys_.end()) return known->second.Clone();
  crypto::HashKey key = crypto::GenerateHashKey();
  const Status saved = crypto::SaveHashKey(files_, PathOf(day), key);
  if (saved.code() == StatusCode::kAlreadyExists) {
    // Written by an attempt that failed afterwards.
    ADIT_ASSIGN_OR_RETURN(key, crypto::LoadHashKey(files_, PathOf(day)));
  } else if (!saved.ok()) {
    return saved;
  }
  return keys_.emplace(day, std::move(key)).first->second.Clone();
}

Result<Bytes> BlockVault::Seal(int64_t last_us, ByteView block) {
  const int64_t today = DayOf(clock_.WallMicros());
  const int64_t day = std::clamp(DayOf(last_us), std::max<int64_t>(0, today - kOldestDays),
                                 std::max<int64_t>(0, today + kAheadDays));
  ADIT_ASSIGN_OR_RETURN(const crypto::HashKey key, KeyFor(day));
  Bytes sealed;
  ByteWriter writer(sealed);
  writer.U8(kSealedMark);
  writer.U32(static_cast<uint32_t>(day));
  const Bytes head = sealed;
  crypto::SecretStreamWriter stream(StreamKeyOf(key));
  writer.Raw(stream.header());
  stream.Push(block, head, crypto::StreamTag::kFinal, sealed);
  return sealed;
}

Result<Bytes> BlockVault::Open(ByteView sealed) {
  ByteReader reader(sealed);
  const uint8_t mark = reader.U8();
  const int64_t day = reader.U32();
  crypto::StreamHeader header{};
  const ByteView raw = reader.Raw(header.size());
  if (!reader.ok() || mark != kSealedMark) return DataLoss("a stored block is damaged");
  std::ranges::copy(raw, header.begin());
  crypto::StreamKey key;
  {
    const std::lock_guard lock(mutex_);
    const auto known = keys_.find(day);
    if (known == keys_.end()) return NotFound("the key of these events was destroyed");
    key = StreamKeyOf(known->second);
  }
  crypto::SecretStreamReader stream(key, header);
  Bytes block;
  const auto tag = stream.Pull(sealed.subspan(reader.position()), sealed.first(kHeadBytes), block);
  if (!tag.ok() || *tag != crypto::StreamTag::kFinal) return DataLoss("a stored block is damaged");
  return block;
}

Result<size_t> BlockVault::DestroyBefore(int64_t before_us) {
  const int64_t first_kept = DayOf(before_us);
  const std::lock_guard lock(mutex_);
  size_t destroyed = 0;
  while (!keys_.empty() && keys_.begin()->first < first_kept) {
    const Status removed = files_.Remove(PathOf(keys_.begin()->first));
    if (!removed.ok() && removed.code() != StatusCode::kNotFound) return removed;
    keys_.erase(keys_.begin());
    ++destroyed;
  }
  if (destroyed > 0) ADIT_RETURN_IF_ERROR(files_.SyncDirectory(directory_));
  return destroyed;
}

bool IsSealedBlock(ByteView stored) { return !stored.empty() && stored.front() == kSealedMark; }

Result<Bytes> SealBlock(BlockVault* vault, int64_t last_us, Bytes block) {
  if (vault == nullptr) return block;
  return vault->Seal(last_us, block);
}

Result<Bytes> OpenBlock(BlockVault* vault, ByteView stored) {
  if (!IsSealedBlock(stored)) return Bytes(stored.begin(), stored.end());
  // Not kNotFound, which stands for a day that was destroyed: nothing may pass for that by mistake.
  if (vault == nullptr) return FailedPrecondition("the keys of stored events are not here");
  return vault->Open(stored);
}

}  // namespace adit
