// BPMN: a routine as a BPMN 2.0 process with layout, for Camunda, bpmn.io, Signavio and the like.
#pragma once

#include <string>

#include "collector/model/routine.h"

namespace adit {

struct BpmnOptions {
  // Edges below this share of the routine's instances are left out, unless they are the only way to or
  // from a step. 0 keeps all.
  double min_edge_share = 0.05;
};

// One user task a step, exclusive gateways where paths part and meet, the main path in one straight row.
// The document validates against BPMN 2.0 (OMG formal/2011-01-03): semantic model and diagram.
// REQUIRES: routine belongs to discovery.
[[nodiscard]] std::string RenderBpmn(const Discovery& discovery, const Routine& routine,
                                     const BpmnOptions& options);

}  // namespace adit
