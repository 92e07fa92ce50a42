// CoreSeeds: first routines from the labels that come together (label_cores.h).
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/step_model.h"

namespace adit {

// The steps of each core are cut into single passes (core_passes.h), then grown by the steps that
// usually come with them (routine_growth.h). Routines with fewer than `min_instances` are left out.
// Steps with skip[step] set are passed over.
[[nodiscard]] Assignment CoreSeeds(const StepLog& log, const std::vector<uint32_t>& sessions,
                                   const std::vector<bool>& skip, uint32_t min_instances);

}  // namespace adit
