// GrowRoutines: steps that usually come with a routine's instances become theirs.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/step_model.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

struct GrowthOptions {
  uint32_t around = 10;     // steps before and after an instance that are looked at
  double usually = 0.15;    // share of the instances that have a label there, beyond chance
  int rounds = 3;           // what is taken in makes instances longer
  bool drop_parts = false;  // instances with few of the labels others have are left out
};

// A routine is first known by its distinctive steps; those it shares with others (a search, a mail)
// come shortly before, within or shortly after its instances more often than chance explains. They
// are taken in, from noise and from routines of fewer labels; what these have left of an instance
// stays with them. Decoding decides again. Steps with skip[step] set are passed over. O(rounds x
// steps); deterministic.
void GrowRoutines(const StepLog& log, const std::vector<uint32_t>& sessions,
                  const std::vector<bool>& skip, const GrowthOptions& options,
                  Assignment& assignment);

}  // namespace adit
