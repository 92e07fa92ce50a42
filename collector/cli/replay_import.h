// Replay import: logs of other recorders as replay files, so that an agent masks and ships them
// like its own capture. What is written is as unmasked as what was read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collector/model/event_log.h"
#include "common/base/status.h"

namespace adit::cli {

struct ImportCounts {
  uint64_t read = 0;
  uint64_t written = 0;
  uint64_t without_time = 0;                        // left out: a replay needs times
  std::map<std::string, uint64_t> unknown_actions;  // of the other recorder, written as "invoke"
};

// Our name for what another recorder calls an action; "" when nothing is like it.
[[nodiscard]] std::string_view LikeAction(std::string_view action);

// The text of a replay file from an export of ActivityWatch (buckets of type currentwindow,
// afkstatus and web.tab.current; others are passed over). kInvalidArgument names bucket and event.
[[nodiscard]] Result<std::string> ActivityWatchToReplay(std::string_view json,
                                                        ImportCounts& counts);

// One text for each person of the log, in order of first appearance. What was typed is left out: an
// agent would not have recorded it either. A copy and a paste keep their content, which becomes a
// fingerprint.
[[nodiscard]] std::vector<std::string> UiLogToReplays(const EventLog& log, ImportCounts& counts);

}  // namespace adit::cli
