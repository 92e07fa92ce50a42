// The files of `adit discover`: written by it, read by `adit evaluate` (docs/formats/discovery.md).
#pragma once

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
[[nodiscard]] Status WriteText(const std::string& path, const std::string& text);

// The found segmentation of events.csv; kInvalidArgument when it is of another log.
[[nodiscard]] Result<Segmentation> ReadEventsCsv(const std::string& path, const EventLog& log);
// Routine numbers of routines.json, best first.
[[nodiscard]] Result<std::vector<uint32_t>> ReadRanking(const std::string& path);

}  // namespace adit::cli
