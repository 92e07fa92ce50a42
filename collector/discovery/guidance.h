// Guidance: what people decided about earlier runs, and how the next one respects it.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/model/routine_identity.h"

namespace adit {

struct StepLog;
struct Learnt;
struct DiscoveryOptions;

// A routine that somebody confirmed.
struct GivenRoutine {
  RoutineIdentity identity;                 // as it was found, before merges and splits
  std::vector<std::vector<uint64_t>> ways;  // signatures of steps in order, most common first
};

// Where a routine begins or ends, as somebody marked it.
struct GivenBorders {
  RoutineIdentity identity;
  std::vector<uint64_t> starts;  // signatures of steps
  std::vector<uint64_t> ends;
};

struct Guidance {
  std::vector<GivenRoutine> confirmed;
  std::vector<RoutineIdentity> wrong;
  std::vector<RoutineIdentity> kept;  // known and not wrong: more like one of these is not wrong
  std::vector<GivenBorders> borders;

  [[nodiscard]] bool empty() const { return confirmed.empty() && wrong.empty() && borders.empty(); }
};

// Changes what was learnt so that
//  - a routine found wrong is not among it: what it explained is explained by others or is noise;
//  - a confirmed routine that was lost is found again where one of its ways occurs, at least twice:
//    it is decoded beside the others, and where it loses against them all the same its ways are
//    kept as they stand in what is otherwise noise, or anywhere when that is too little;
//  - instances of a routine with a marked start begin there, whatever stands before it is noise and
//    each further start begins another instance; likewise for ends.
// Routines are matched by their steps (Similarity >= kSameRoutine). Deterministic.
void Follow(const Guidance& guidance, const StepLog& log, const DiscoveryOptions& options,
            Learnt& learnt);

}  // namespace adit
