// Robot skeleton: a routine's main path as a Robot Framework suite that a developer fills in.
#pragma once

#include <string>

#include "collector/model/routine.h"

namespace adit {

// One task that calls one keyword a step; each keyword says in its documentation what people do there,
// in which application and window, and fails until it is written. Fields that people fill become
// variables. Passes `robot --dryrun`. REQUIRES: routine belongs to discovery.
[[nodiscard]] std::string RenderRobotSkeleton(const Discovery& discovery, const Routine& routine);

}  // namespace adit
