// CsvReader: RFC 4180 rows from a TextSource; the separator (comma, semicolon or tab) is found in
// the header row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/reconstruct/text_source.h"

namespace adit {

// Quoted fields may hold separators, quotes ("") and line ends. A byte-order mark is skipped, empty
// lines too. One thread.
class CsvReader {
 public:
  explicit CsvReader(TextSource& source) : source_(source) {}

  // Reads the first row and settles the separator. kInvalidArgument when there is none.
  [[nodiscard]] Status ReadHeader(std::vector<std::string>& columns);
  // Reads the next row; false at the end. kInvalidArgument for a quote that is never closed,
  // kResourceExhausted for a row beyond kMaxLineBytes; both name the line.
  [[nodiscard]] Result<bool> ReadRow(std::vector<std::string>& fields);
  // Line of the row read last, from 1.
  [[nodiscard]] uint64_t line() const { return row_line_; }

 private:
  [[nodiscard]] Status Fill(bool& at_end);
  [[nodiscard]] Result<bool> ReadRecord(std::vector<std::string>& fields);

  TextSource& source_;
  std::string chunk_;
  size_t next_ = 0;
  bool ended_ = false;
  char separator_ = ',';
  uint64_t line_ = 1;
  uint64_t row_line_ = 1;
};

}  // namespace adit
