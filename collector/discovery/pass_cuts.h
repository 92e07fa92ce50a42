// CutPasses: chains that run through routines again and again, cut where that describes them
// shortest.
#pragma once

#include <vector>

#include "collector/discovery/pieces.h"

namespace adit {

// Chains that share labels are one family. A family's chains are described as passes through a
// graph with starts, ends and edges. The label that begins most chains begins every pass; further
// labels are added one by one while the description gets shorter, then each frequent edge is cut or
// mended by itself. Unlike one header a family (loop_header.h) this separates routines that follow
// each other in one chain. O(rounds x candidates x steps) on at most 12,000 steps a family.
[[nodiscard]] std::vector<Piece> CutPasses(const StepLog& log, std::vector<Piece> chains);

}  // namespace adit
