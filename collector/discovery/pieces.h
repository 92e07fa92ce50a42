// Pieces: first guesses of routine instances, found without knowing any routine.
//
// Steps whose labels predict each other within a small window are linked into chains across noise
// and interleaved work; chains that run in loops are cut at the label that divides them most
// evenly, and at labels that mostly begin or end a chain. Guesses need not be right: the decoder
// decides again.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/reconstruct/step_log.h"

namespace adit {

// Positions in StepLog::steps, ascending, all of one session.
using Piece = std::vector<uint32_t>;

// How chains that run in loops are cut into single passes.
enum class LoopCut : uint8_t {
  kHeader,       // at one label a family (loop_header.h)
  kFirstLabels,  // at what begins most chains and wherever else that is shorter (pass_cuts.h)
};

struct PieceOptions {
  uint32_t window = 4;         // steps looked ahead
  double link_strength = 0.5;  // of the better direction, corrected for chance
  bool borders = true;
  bool back_edges = true;
  LoopCut loop_cut = LoopCut::kHeader;  // when back_edges
  bool keys = true;  // steps that share a key are linked across `key_window` steps
  uint32_t key_window = 16;
  bool whole_sessions =
      false;  // no linking: sessions are chains (logs of one routine after the other)
};

// Pieces of at least two steps from the sessions numbered in `sessions`; steps with skip[step] set
// are passed over (already explained). Near-linear.
[[nodiscard]] std::vector<Piece> FindPieces(const StepLog& log,
                                            const std::vector<uint32_t>& sessions,
                                            const std::vector<bool>& skip,
                                            const PieceOptions& options);

}  // namespace adit
