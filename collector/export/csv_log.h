// CSV event logs with the column names that other process-mining tools read without mapping.
#pragma once

#include <optional>
#include <string_view>

#include "collector/export/text_sink.h"
#include "collector/export/traces.h"

namespace adit {

enum class CsvProfile : uint8_t {
  kPm4py,    // case:concept:name, concept:name, time:timestamp, org:resource, …
  kUipath,   // table Event_log_raw: Case_ID, Activity, Event_end, User, …; "yyyy-mm-dd hh:mm:ss.mmm"
  kCelonis,  // activity table: CASE_KEY, ACTIVITY_EN, EVENTTIME, USER_NAME, …
};
[[nodiscard]] std::optional<CsvProfile> ParseCsvProfile(std::string_view name);

// RFC 4180 with a header line. A field that a spreadsheet would take for a formula (it begins with
// = + - @, tab or carriage return) is written with a leading apostrophe, since titles are not ours.
[[nodiscard]] Status WriteCsvLog(const EventLog& log, const Discovery& discovery,
                                 const ExportSelection& selection, CsvProfile profile,
                                 const TextSink& sink);

}  // namespace adit
