// The routines of a simulated company.
#pragma once

#include "common/base/random.h"

namespace adit::simulate {

class Office;

// Adds the eight routines. `layout` decides what differs between companies: which fields their
// forms have, in which order, which of them are copied and which typed.
void AddRoutines(Office& office, Random& layout);

}  // namespace adit::simulate
