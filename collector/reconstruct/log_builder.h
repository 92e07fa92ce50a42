// LogBuilder: rows of any reader to an EventLog and its truth.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/reconstruct/log_columns_match.h"
#include "collector/reconstruct/log_reader.h"

namespace adit {

class LogBuilder {
 public:
  LogBuilder(const ReadOptions& options, LogReport* report, LogTruth* truth)
      : options_(options), report_(report), truth_(truth) {}
  void SetPositions(const ColumnPositions& positions);
  // kResourceExhausted beyond the limit of events.
  [[nodiscard]] Status Add(const std::vector<std::string>& fields, uint64_t line);
  // Numbers the events where the log has no numbers of its own: by time where every event has one.
  [[nodiscard]] Result<EventLog> Finish();

 private:
  void CountTimeless(std::string_view time);

  const ReadOptions& options_;
  LogReport* report_;
  LogTruth* truth_;
  ColumnPositions positions_{};
  EventLog log_;
  bool has_sequence_ = true;
  bool all_times_ = true;
  uint64_t times_empty_ = 0;
  uint64_t unreadable_ = 0;
  uint64_t first_unreadable_row_ = 0;
  std::string first_unreadable_time_;
};

}  // namespace adit
