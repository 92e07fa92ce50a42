// CutCorePasses: chains of one routine's distinctive steps, cut into single passes.
#pragma once

#include <vector>

#include "collector/discovery/pieces.h"

namespace adit {

// A pass is told by which labels it has, how often, in which order and how far apart: the cuts are
// found by dynamic programming under costs estimated from the cuts before, from several first
// guesses (before or after each frequent label, and far apart), and those with the fewest bits are
// taken. Unlike pass_cuts.h a pass pays for each label it misses, so that a loop inside a pass is
// cheaper kept than cut. O(guesses x steps x pass length).
[[nodiscard]] std::vector<Piece> CutCorePasses(const StepLog& log,
                                               const std::vector<Piece>& chains);

}  // namespace adit
