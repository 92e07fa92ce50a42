#include "collector/reconstruct/csv_reader.h"

#include <algorithm>

namespace adit {
namespace {

// The separator is the one that occurs most often in the header outside quotes; a tie goes to the
// comma.
char FindSeparator(std::string_view header) {
  size_t counts[3] = {0, 0, 0};
  constexpr char kSeparators[3] = {',', ';', '\t'};
  bool quoted = false;
  for (const char c : header) {
    if (c == '"') quoted = !quoted;
    for (int i = 0; i < 3; ++i) counts[i] += (!quoted && c == kSeparators[i]) ? 1 : 0;
  }
  int best = 0;
  for (int i = 1; i < 3; ++i) best = counts[i] > counts[best] ? i : best;
  return kSeparators[best];
}

}  // namespace

Status CsvReader::Fill(bool& at_end) {
  at_end = false;
  if (next_ < chunk_.size()) return OkStatus();
  if (!ended_) {
    ADIT_RETURN_IF_ERROR(source_.Next(chunk_));
    next_ = 0;
    ended_ = chunk_.empty();
  }
  at_end = ended_;
  return OkStatus();
}

Result<bool> CsvReader::ReadRecord(std::vector<std::string>& fields) {
  size_t used = 0;
  size_t bytes = 0;
  const auto field = [&](size_t i) -> std::string& {
    if (i == fields.size()) fields.emplace_back();
    return fields[i];
  };
  field(0).clear();
  bool quoted = false;
  bool was_quoted = false;
  bool any = false;
  row_line_ = line_;
  for (;;) {
    bool at_end = false;
    ADIT_RETURN_IF_ERROR(Fill(at_end));
    if (at_end) {
      if (quoted) {
        return InvalidArgument("line " + std::to_string(row_line_) +
                               ": a quote is opened and never closed");
      }
      if (!any) return false;
      break;
    }
    const char c = chunk_[next_++];
    if (++bytes > kMaxLineBytes) {
      return ResourceExhausted("line " + std::to_string(row_line_) + ": longer than " +
                               std::to_string(kMaxLineBytes) + " bytes");
    }
    if (c == '\n') ++line_;
    any = true;
    std::string& text = fields[used];
    if (quoted) {
      if (c != '"') {
        text.push_back(c);
        continue;
      }
      ADIT_RETURN_IF_ERROR(Fill(at_end));
      if (!at_end && chunk_[next_] == '"') {
        text.push_back('"');
        ++next_;
      } else {
        quoted = false;
      }
    } else if (c == '"' && text.empty() && !was_quoted) {
      quoted = was_quoted = true;
    } else if (c == separator_) {
      field(++used).clear();
      was_quoted = false;
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      text.push_back(c);
    }
  }
  fields.resize(used + 1);
  return true;
}

Status CsvReader::ReadHeader(std::vector<std::string>& columns) {
  bool at_end = false;
  ADIT_RETURN_IF_ERROR(Fill(at_end));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (!at_end && std::string_view(chunk_).substr(next_, 3) == kByteOrderMark) next_ += 3;
  if (!at_end) {
    const std::string_view rest = std::string_view(chunk_).substr(next_);
    separator_ = FindSeparator(rest.substr(0, rest.find('\n')));
  }
  ADIT_ASSIGN_OR_RETURN(const bool found, ReadRow(columns));
  if (!found)
    return InvalidArgument("the log is empty: expected a header row such as seq,ts,user,app");
  return OkStatus();
}

Result<bool> CsvReader::ReadRow(std::vector<std::string>& fields) {
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool found, ReadRecord(fields));
    if (!found) return false;
    if (fields.size() > 1 || !fields[0].empty()) return true;
  }
}

}  // namespace adit
