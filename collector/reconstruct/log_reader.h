// ReadUiLog: a UI log of any recorder, as CSV or XES, into an EventLog.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collector/model/event_log.h"
#include "collector/reconstruct/text_source.h"
#include "common/base/status.h"

namespace adit {

// What a column may mean. The truth fields are for evaluation only.
enum class LogField : uint8_t {
  kSequence,
  kTime,
  kUser,
  kApp,
  kWindow,
  kElement,
  kAction,
  kValue,
  kCase,
  kRoutine,
  kNoise,
};
inline constexpr int kLogFieldCount = 11;

struct ReadOptions {
  // Field name ("time", "user", "app", "window", "element", "action", "value", "seq"; "ts" and
  // "value_hash" too) to the log's column name; unlisted fields are matched by name.
  std::map<std::string, std::string> columns;
  uint64_t max_events = 200'000'000;
};

// "time=ts,user=who" to a map; kInvalidArgument names the part that is wrong.
[[nodiscard]] Result<std::map<std::string, std::string>> ParseColumnMap(std::string_view text);

struct LogReport {
  uint64_t rows = 0;
  uint64_t times_empty = 0;           // rows without a time: kept
  uint64_t times_unreadable = 0;      // rows whose time is not understood: kept, without time
  uint64_t first_unreadable_row = 0;  // counted from 1 without the header; 0 = none
  std::string first_unreadable_time;  // at most 40 bytes of it
  std::map<std::string, std::string> matched;  // field to column
  std::vector<std::string> ignored;            // columns without meaning
};

// The truth columns of a labelled log, one an event. Never handed to discovery.
struct LogTruth {
  std::vector<std::string> cases;
  std::vector<std::string> routines;
  std::vector<bool> noise;
  bool has_case = false;
  bool has_routine = false;
  bool has_noise = false;
};

// Reads a file; XES when its text begins with '<', else CSV. A log must have at least one of app,
// window, element and action; the message names the columns found. `truth` may be null.
[[nodiscard]] Result<EventLog> ReadUiLog(const std::string& path, const ReadOptions& options,
                                         LogReport* report, LogTruth* truth);
[[nodiscard]] Result<EventLog> ReadUiLog(TextSource& source, const ReadOptions& options,
                                         LogReport* report, LogTruth* truth);

}  // namespace adit
