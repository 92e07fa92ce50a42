// Families of chains: those that share labels, directly or through others. A routine that runs in a
// loop has its chains in one family, so that where to cut is decided for all of them together.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "collector/discovery/pieces.h"

namespace adit {

// Whether a pass ends between two neighbouring steps with these labels.
using EndsBetween = std::function<bool(uint32_t label, uint32_t next)>;
using ChooseCut = std::function<EndsBetween(const std::vector<const Piece*>& chains)>;

// Asks `choose` once for each family with a chain in which a label repeats, in a fixed order, and
// cuts the family's chains there. Other chains stay. Order is kept.
[[nodiscard]] std::vector<Piece> CutFamilies(const StepLog& log, const std::vector<Piece>& chains,
                                             const ChooseCut& choose);

}  // namespace adit
