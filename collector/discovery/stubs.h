// TakeOutStubs: what only looks like the beginning of a routine is not counted as an instance of
// it.
#pragma once

#include "collector/discovery/learner.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Reading the queue of tickets and opening one is how a ticket is worked on and also what people do
// in between; as short instances of the routine such stretches are cheaply described. An instance
// with fewer than two fifths of the different steps that are usual in its routine is a stub. The
// stubs of a routine become one of their own, by itself too slight to be ranked (review_list.h);
// where they would not be, the routine comes in a long and a short form and stays as it is.
void TakeOutStubs(const StepLog& log, Learnt& learnt);

}  // namespace adit
