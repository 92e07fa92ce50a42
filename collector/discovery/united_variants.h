// UniteVariants: found routines that differ only in the ways through them become one.
#pragma once

#include "collector/discovery/step_model.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Learning may keep one person's order of doing things apart from another's, because two graphs
// tell them in fewer bits; for people both are the same routine. Routines whose instances have most
// of their steps in common (weighted Jaccard index of the shares of instances that have a step) get
// one number, most alike first. Instances stay as they are. Deterministic; O(routines^2 x steps).
void UniteVariants(const StepLog& log, Assignment& assignment);

}  // namespace adit
