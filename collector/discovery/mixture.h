// SeparateMixture: instances of a routine that are of two kinds, told apart by the order of their
// steps.
#pragma once

#include <vector>

#include "collector/discovery/pieces.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Two Markov chains over labels; each instance belongs to the chain that makes it more probable,
// chains and instances in turn until no instance moves (a mixture of chains by classification
// expectation-maximisation: Cadez et al., 2000; Celeux and Govaert, 1992). `first` says where the
// instances begin, true = the one, false = the other; so does what is returned. One of the two may
// end up empty. O(rounds x steps + labels^2); deterministic.
[[nodiscard]] std::vector<bool> SeparateMixture(const StepLog& log,
                                                const std::vector<const Piece*>& pieces,
                                                std::vector<bool> first);

}  // namespace adit
