// PublishedResults: the only door from stored results to an answer; everything passes the group
// gate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/jobs/group_gate.h"
#include "collector/store/control_store.h"

namespace adit::api {

// Threads: any.
class PublishedResults {
 public:
  PublishedResults(ControlStore& control, const GroupGate& gate) : control_(control), gate_(gate) {}

  // The run named, or the newest finished one; kNotFound with what to do when there is none.
  [[nodiscard]] Result<RunEntry> Run(const std::optional<std::string>& id);
  // Rows in rank order above `after_position`.
  [[nodiscard]] Result<std::vector<RunDocument>> List(int64_t run, const std::string& kind,
                                                      int64_t after_position, size_t limit);
  // kNotFound also for what exists and may not be shown: the difference would tell.
  [[nodiscard]] Result<RunDocument> Find(int64_t run, const std::string& kind,
                                         const std::string& name);

 private:
  ControlStore& control_;
  const GroupGate& gate_;
};

}  // namespace adit::api
