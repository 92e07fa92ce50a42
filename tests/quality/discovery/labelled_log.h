// LabelledLog: a log with its truth, from a file or from the simulation, and how well a result fits it.
#pragma once

#include <string>
#include <vector>

#include "collector/discovery/discover.h"
#include "collector/discovery/evaluation.h"
#include "collector/model/event_log.h"
#include "common/base/status.h"

namespace adit::quality {

struct LabelledLog {
  std::string name;
  EventLog log;
  Segmentation truth;
  std::vector<std::string> routine_names;  // of the truth's routines
  bool has_noise = false;
  bool ignore_time = false;
};

// Folder of the shared data (environment ADIT_SHARED, else ../shared beside the sources); "" when absent.
[[nodiscard]] std::string SharedFolder();

// data/uilogs/NAME.csv.gz of the shared folder.
[[nodiscard]] Result<LabelledLog> ReadLabelled(const std::string& name, bool ignore_time);

// A simulated week, labels as `adit simulate` writes them. `settings` are further key=value pairs.
[[nodiscard]] Result<LabelledLog> Simulated(const std::string& profile, uint64_t seed,
                                            const std::vector<std::pair<std::string, std::string>>& settings);

// A log file with truth columns, CSV or XES, anywhere.
[[nodiscard]] Result<LabelledLog> ReadLabelledFile(const std::string& path, bool ignore_time);

// Discovers and evaluates, ranking included.
[[nodiscard]] Evaluation DiscoverAndEvaluate(const LabelledLog& log, DiscoveryOptions options);

// What was found against the truth, ranking included.
[[nodiscard]] Evaluation EvaluateDiscovery(const LabelledLog& log, const Discovery& discovery);

// A segmentation from each event's segment number (kNoLabel = none); every segment is of one routine.
[[nodiscard]] Evaluation EvaluateSegments(const LabelledLog& log, const std::vector<uint32_t>& segments);

}  // namespace adit::quality
