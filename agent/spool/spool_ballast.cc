// The room that is kept for the moment somebody else fills the disk.
#include <algorithm>
#include <string>

#include "agent/spool/spool_impl.h"
#include "common/base/logger.h"
#include "common/wire/limits.h"

namespace adit {
namespace {

constexpr int64_t kTryEveryUs = 60'000'000;
constexpr size_t kPieceBytes = 64 << 10;

// A file system that compresses would take no room for zeros.
void FillIncompressible(Bytes& piece, uint64_t& state) {
  for (uint8_t& byte : piece) {
    state += 0x9E3779B97F4A7C15;
    uint64_t mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    byte = static_cast<uint8_t>(mixed >> 56);
  }
}

Status WriteBallast(FileSystem& files, const std::string& path, uint64_t bytes) {
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<AppendFile> file, files.Create(path));
  uint64_t state = bytes;
  for (uint64_t written = 0; written < bytes;) {
    Bytes piece(static_cast<size_t>(std::min<uint64_t>(kPieceBytes, bytes - written)));
    FillIncompressible(piece, state);
    ADIT_RETURN_IF_ERROR(file->Append(piece));
    written += piece.size();
  }
  // Blocks are the file's for sure only once it is synced.
  ADIT_RETURN_IF_ERROR(file->Sync());
  return file->Close();
}

}  // namespace

void Spool::Impl::KeepBallast() {
  if (ballast_ || options_.ballast_bytes == 0) return;
  const int64_t now = clock_.MonotonicMicros();
  if (ballast_tried_us_ != 0 && now - ballast_tried_us_ < kTryEveryUs) return;
  ballast_tried_us_ = now;
  // A quota that holds little more than what is being written has no room for it.
  if (sealed_.bytes() + options_.ballast_bytes + wire::kSealBytes > options_.quota_bytes ||
      !HasFreeSpace(options_.ballast_bytes + 2 * wire::kSealBytes)) {
    return;
  }
  const std::string path = options_.directory + "/" + std::string(spool_internal::kBallastName);
  files_.Remove(path).IgnoreError();  // a shorter one, left by a crash
  ballast_ = WriteBallast(files_, path, options_.ballast_bytes).ok();
  if (!ballast_) files_.Remove(path).IgnoreError();
}

bool Spool::Impl::SpendBallast() {
  if (!ballast_) return false;
  ballast_ = false;
  ballast_tried_us_ = clock_.MonotonicMicros();
  const Status removed =
      files_.Remove(options_.directory + "/" + std::string(spool_internal::kBallastName));
  LogWarning("spool: the disk is full, giving back the room that was kept for this",
             {{"bytes", options_.ballast_bytes}});
  return removed.ok();
}

}  // namespace adit
