// Reads SPMF text files of sequences, plain or gzip, in one pass (docs/formats/sequences.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/mining/sequence_database.h"
#include "common/base/status.h"
#include "common/io/file_system.h"

namespace adit::mining {

// Parses text in pieces. Failures are kInvalidArgument "NAME:LINE:COLUMN: expected …, found …" or
// kResourceExhausted for a limit of the database or a line above kMaxLineBytes.
class SpmfParser {
 public:
  // `name` is the file's name in messages. The database must outlive the parser.
  SpmfParser(std::string name, SequenceDatabase& database);

  // The next piece of text; pieces may end anywhere.
  [[nodiscard]] Status Feed(std::string_view text);
  // After the last piece; fails when there was no sequence at all.
  [[nodiscard]] Status Finish();

 private:
  // A line from `begin` to `end`; what lies from there to `limit` can be read, but means nothing.
  [[nodiscard]] Status ParseLine(const char* begin, const char* end, const char* limit);
  [[nodiscard]] Status ParseSequence(const char* begin, const char* end, const char* limit);
  [[nodiscard]] Status ParseAfterSequence(const char* line, const char* at, const char* end);
  // Sorts the element that begins at `element` in sequence_ and drops repeated items.
  void CloseElement(size_t element);
  void ParseName(std::string_view line);
  [[nodiscard]] Status Expected(std::string_view what, const char* line, const char* at,
                                const char* end) const;

  const std::string name_;
  SequenceDatabase& database_;
  std::string rest_;  // of an unfinished line
  uint64_t line_ = 0;
  uint64_t weight_ = 1;
  std::vector<Item> sequence_;
};

// Upper limit of the text of one file, after decompression.
inline constexpr uint64_t kMaxSequenceFileBytes = uint64_t{64} << 30;

// kDataLoss when a gzip file is damaged or ends early; messages name the file.
[[nodiscard]] Result<SequenceDatabase> ReadSpmfFile(FileSystem& files, const std::string& path);

}  // namespace adit::mining
