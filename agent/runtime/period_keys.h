// PeriodKeys: the key of pseudonyms and fingerprints of the running period, in a file of its own.
// It is drawn at random, so that no other key leads to it; when the period ends the file goes, and
// with it every link between values of that period.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/status.h"
#include "common/crypto/hash.h"
#include "common/io/file_system.h"

namespace adit {

// Threads: one at a time; several processes may share the directory.
class PeriodKeys {
 public:
  PeriodKeys(FileSystem& files, std::string directory)
      : files_(files), directory_(std::move(directory)) {}

  // The key of the period that `wall_us` lies in, drawn when there is none; keys of all other
  // periods are destroyed. A damaged key is drawn anew.
  [[nodiscard]] Result<crypto::HashKey> Take(int64_t wall_us, int period_days);

 private:
  [[nodiscard]] Result<crypto::HashKey> LoadOrDraw(const std::string& path);
  [[nodiscard]] Status DestroyOthers(const std::string& name);

  FileSystem& files_;
  const std::string directory_;
};

}  // namespace adit
