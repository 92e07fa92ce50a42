#include "collector/reconstruct/log_reader.h"

#include <unordered_map>
#include <utility>

#include "collector/reconstruct/csv_reader.h"
#include "collector/reconstruct/log_builder.h"
#include "collector/reconstruct/log_columns_match.h"
#include "collector/reconstruct/xes_reader.h"

namespace adit {
namespace {

// Gives back a chunk that was read ahead to tell the format.
class RewoundSource final : public TextSource {
 public:
  RewoundSource(std::string chunk, TextSource& rest) : chunk_(std::move(chunk)), rest_(rest) {}
  Status Next(std::string& chunk) override {
    if (chunk_.empty()) return rest_.Next(chunk);
    chunk = std::exchange(chunk_, {});
    return OkStatus();
  }

 private:
  std::string chunk_;
  TextSource& rest_;
};

Result<EventLog> ReadCsv(TextSource& source, const ReadOptions& options, LogReport* report,
                         LogTruth* truth) {
  CsvReader reader(source);
  std::vector<std::string> fields;
  ADIT_RETURN_IF_ERROR(reader.ReadHeader(fields));
  ADIT_ASSIGN_OR_RETURN(const ColumnPositions positions, MatchColumns(fields, options, report));
  LogBuilder builder(options, report, truth);
  builder.SetPositions(positions);
  for (;;) {
    ADIT_ASSIGN_OR_RETURN(const bool found, reader.ReadRow(fields));
    if (!found) break;
    ADIT_RETURN_IF_ERROR(builder.Add(fields, reader.line()));
  }
  return builder.Finish();
}

// XES has no header: the columns are the keys met in the first events, so these are kept until
// then.
Result<EventLog> ReadXesLog(TextSource& source, std::string first, const ReadOptions& options,
                            LogReport* report, LogTruth* truth) {
  constexpr size_t kEventsToLearnColumns = 1000;
  constexpr size_t kMaxKeys = 256;
  LogBuilder builder(options, report, truth);
  std::vector<std::string> columns = {"case"};
  std::unordered_map<std::string, size_t> column_of;
  std::vector<std::vector<std::string>> waiting;
  bool settled = false;
  uint64_t count = 0;
  const auto settle = [&]() -> Status {
    settled = true;
    ADIT_ASSIGN_OR_RETURN(const ColumnPositions positions, MatchColumns(columns, options, report));
    builder.SetPositions(positions);
    for (size_t i = 0; i < waiting.size(); ++i)
      ADIT_RETURN_IF_ERROR(builder.Add(waiting[i], i + 1));
    waiting.clear();
    return OkStatus();
  };
  ADIT_RETURN_IF_ERROR(
      ReadXes(source, std::move(first),
              [&](const std::string& trace, const std::vector<XesAttribute>& attributes) -> Status {
                std::vector<std::string> row(columns.size());
                row[0] = trace;
                for (const XesAttribute& attribute : attributes) {
                  auto found = column_of.find(attribute.key);
                  if (found == column_of.end()) {
                    if (settled || columns.size() >= kMaxKeys) continue;
                    found = column_of.emplace(attribute.key, columns.size()).first;
                    columns.push_back(attribute.key);
                  }
                  if (row.size() <= found->second) row.resize(found->second + 1);
                  row[found->second] = attribute.value;
                }
                ++count;
                if (settled) return builder.Add(row, count);
                waiting.push_back(std::move(row));
                return waiting.size() == kEventsToLearnColumns ? settle() : OkStatus();
              }));
  if (count == 0) return InvalidArgument("XES: the log has no events");
  if (!settled) ADIT_RETURN_IF_ERROR(settle());
  return builder.Finish();
}

}  // namespace

Result<EventLog> ReadUiLog(TextSource& source, const ReadOptions& options, LogReport* report,
                           LogTruth* truth) {
  std::string chunk;
  ADIT_RETURN_IF_ERROR(source.Next(chunk));
  const size_t text = chunk.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (text != std::string::npos && chunk[text] == '<') {
    return ReadXesLog(source, std::move(chunk), options, report, truth);
  }
  RewoundSource rewound(std::move(chunk), source);
  return ReadCsv(rewound, options, report, truth);
}

Result<EventLog> ReadUiLog(const std::string& path, const ReadOptions& options, LogReport* report,
                           LogTruth* truth) {
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<TextSource> source, TextSource::Open(path));
  auto log = ReadUiLog(*source, options, report, truth);
  if (!log.ok()) return log.status().WithContext(path);
  return log;
}

}  // namespace adit
