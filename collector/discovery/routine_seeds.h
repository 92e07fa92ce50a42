// RoutineSeeds: pieces grouped to first routines by what they have in common.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/pieces.h"
#include "collector/discovery/step_model.h"

namespace adit {

// Equal pieces are one variant; variants join, most frequent first, the routine whose steps they
// share most (weighted Jaccard, rare labels weigh more). Groups below `min_instances` pieces are
// left out.
[[nodiscard]] Assignment GroupPieces(const StepLog& log, std::vector<Piece> pieces,
                                     uint32_t min_instances);

}  // namespace adit
