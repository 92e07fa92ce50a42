// The files of `adit discover`: written by it, read by `adit evaluate` (docs/formats/discovery.md).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collector/discovery/evaluation.h"
#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "collector/opportunity/roadmap.h"
#include "common/base/status.h"

namespace adit::cli {

// seq,user,session,activity,instance,routine; one line an event in the log's order.
[[nodiscard]] Status WriteEventsCsv(const std::string& path, const EventLog& log, const Discovery& discovery);
// instance,routine,variant,user,session,start,end,seconds,confidence,rework,rare_path,slow; one line an
// instance, marks are 0 or 1, unknown times and durations empty.
[[nodiscard]] Status WriteInstancesCsv(const std::string& path, const EventLog& log,
                                       const Discovery& discovery);
[[nodiscard]] Status WriteText(const std::string& path, const std::string& text);

// The found segmentation of events.csv; kInvalidArgument when it is of another log.
[[nodiscard]] Result<Segmentation> ReadEventsCsv(const std::string& path, const EventLog& log);
struct Manifest {
  std::string log;
  std::string columns;
  bool ignore_time = false;
  uint64_t rows = 0;
  std::map<std::string, std::string> matched;   // field to column
  std::vector<std::string> ignored;
  uint64_t times_unreadable = 0;
  double seconds = 0;
};

// What was read, with what parameters, by which version, and how much was found and explained.
[[nodiscard]] std::string ManifestJson(const Manifest& manifest, const Discovery& discovery);
[[nodiscard]] std::string EvaluationJson(const std::string& log, const Evaluation& evaluation);

// Routine numbers of routines.json, best first.
[[nodiscard]] Result<std::vector<uint32_t>> ReadRanking(const std::string& path);

}  // namespace adit::cli
