// Writes patterns as SPMF text: "1 -1 2 3 -1 #SUP: 12", one a line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "collector/mining/pattern_miner.h"
#include "common/base/status.h"
#include "common/io/file_system.h"

namespace adit::mining {

// Buffers; nothing is certain to be in the file before Finish(). One thread.
class SpmfWriter {
 public:
  // `file` must outlive the writer. With `sequence_ids`, " #SID: 0 4 7" follows for patterns whose
  // occurrences are known (numbers of sequences, 0 = first of the file).
  SpmfWriter(AppendFile& file, bool sequence_ids) : file_(file), sequence_ids_(sequence_ids) {}

  // False after a failure to write; Finish() tells it.
  bool Write(const Pattern& pattern);
  [[nodiscard]] Status Finish();
  [[nodiscard]] uint64_t bytes_written() const { return bytes_written_; }

 private:
  void Flush();

  AppendFile& file_;
  const bool sequence_ids_;
  std::string buffer_;
  Status status_;
  uint64_t bytes_written_ = 0;
};

}  // namespace adit::mining
