// MoveToReview: repeats too slight to be ranked go to a list of their own, for people to decide.
#pragma once

#include "collector/model/routine.h"

namespace adit {

// So many different steps an instance are worth ranking in any log.
inline constexpr double kAlwaysEnoughSteps = 5;

// Whatever recurs is shorter to tell as a routine: a login, a search, a mail read and deleted. What
// is worth ranking is told from such pastimes by its substance, the number of different steps an
// instance has, against the log's own measure: less than a fifth of the weightiest routine's, and
// less than five, is too little; so is hardly more than two where that one has three times as many. Content carried from one application to another in most instances
// is worth ranking whatever its length. A log whose routines are all short keeps them all.
//
// Moves the slight ones from `routines` to `review`, drops their instances (their events are noise)
// and numbers what is left anew. The review list is ordered by the time spent, which is what a
// decision would change; by events where there are no times. Deterministic.
void MoveToReview(Discovery& discovery);

}  // namespace adit
