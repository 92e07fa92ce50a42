// BlockVault: stored events are encrypted under a key of the day, kept outside the database, so
// that destroying a day's key makes its events unreadable in every copy of the database, backups
// too.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/io/file_system.h"

namespace adit {

// Keys are files <days since 1970>.key of `directory`, made on demand and on stable storage before
// anything is sealed to them. Threads: any. `files` and `clock` must outlive it.
class BlockVault {
 public:
  BlockVault(FileSystem& files, std::string directory, Clock& clock)
      : files_(files), directory_(std::move(directory)), clock_(clock) {}

  // Reads the keys there are; creates the directory when it is missing.
  [[nodiscard]] Status Load();

  // The block, readable until the day of `last_us` (its youngest event's wall time) is destroyed.
  // Days that no agent with a right clock could name count as the nearest that one could, so that
  // the number of keys is bounded.
  [[nodiscard]] Result<Bytes> Seal(int64_t last_us, ByteView block);
  // kNotFound when the key was destroyed, kDataLoss when the bytes are damaged.
  [[nodiscard]] Result<Bytes> Open(ByteView sealed);

  // Destroys the keys of all days that ended before `before_us`; how many.
  [[nodiscard]] Result<size_t> DestroyBefore(int64_t before_us);

  [[nodiscard]] static int64_t DayOf(int64_t wall_us);

 private:
  [[nodiscard]] Result<crypto::HashKey> KeyFor(int64_t day);
  [[nodiscard]] std::string PathOf(int64_t day) const;

  FileSystem& files_;
  const std::string directory_;
  Clock& clock_;
  std::mutex mutex_;
  std::map<int64_t, crypto::HashKey> keys_;  // guarded by mutex_
};

// Whether stored bytes are sealed; blocks of collectors of earlier versions are not.
[[nodiscard]] bool IsSealedBlock(ByteView stored);

// As above with a vault that may be null: then blocks are stored as they are, and sealed ones are
// kFailedPrecondition.
[[nodiscard]] Result<Bytes> SealBlock(BlockVault* vault, int64_t last_us, Bytes block);
[[nodiscard]] Result<Bytes> OpenBlock(BlockVault* vault, ByteView stored);

}  // namespace adit
