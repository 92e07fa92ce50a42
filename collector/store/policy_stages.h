// PolicyStages: a policy that some of the agents get before all do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/store/ids.h"
#include "collector/store/sqlite_database.h"
#include "common/base/bytes.h"
#include "common/base/status.h"

namespace adit {

struct PolicyStage {
  uint64_t version = 0;
  Bytes document;  // signed form, as agents get it
  uint32_t percent = 0;             // 1 to 100 of the agents of these groups
  std::vector<std::string> groups;  // none = all
  bool stopped = false;             // nobody else gets it; who has it keeps it
  std::string decided_by;
  int64_t decided_us = 0;
};

// Whether the agent is among those the stage is for. The same percentage picks the same agents of one
// version, and a larger one these and more.
[[nodiscard]] bool Covers(const PolicyStage& stage, const Id16& agent, const std::string& group);

// One stage at a time. Threads: any.
class PolicyStages {
 public:
  explicit PolicyStages(SqliteDatabase& database) : database_(database) {}

  // The stage there is, running or stopped; nothing once its version or a later one is active.
  [[nodiscard]] Result<std::optional<PolicyStage>> Current();
  // Begins a stage, widens it or stops it. kFailedPrecondition when a later version was staged, when
  // another document was staged under this one, or when
  // an equal or later one is active: agents never go back. REQUIRES: no group holds a line end.
  [[nodiscard]] Status Set(const PolicyStage& stage);

 private:
  SqliteDatabase& database_;
};

}  // namespace adit
