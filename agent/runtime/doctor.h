// Doctor: looks at everything the agent needs and says, for what is wrong, what to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/config/settings.h"
#include "common/io/file_system.h"

namespace adit {

enum class FindingLevel : uint8_t { kFine, kWarning, kWrong };

struct DoctorFinding {
  FindingLevel level = FindingLevel::kFine;
  std::string subject;  // "policy", "display", …
  std::string found;
  std::string remedy;  // empty when fine
};

// Never changes anything; contacts the collector once (10 s at most) and looks at the desktop for
// two seconds.
[[nodiscard]] std::vector<DoctorFinding> Examine(const Settings& settings, FileSystem& files,
                                                 Clock& clock);

}  // namespace adit
