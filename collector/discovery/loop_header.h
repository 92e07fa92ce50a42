// CutLoops: chains that run through a routine again and again, cut into single passes.
#pragma once

#include <vector>

#include "collector/discovery/pieces.h"

namespace adit {

// For chains that share labels one header is chosen: the label that, cut before, makes the passes
// most alike (least entropy of the number of times each label occurs in a pass) and that begins
// most chains. An inner loop's label divides its routine unevenly, so the outermost loop wins: the
// idea of the dominating back edge of Leno et al. (2020) in a form that single odd edges do not
// upset.
[[nodiscard]] std::vector<Piece> CutLoops(const StepLog& log, std::vector<Piece> chains);

}  // namespace adit
