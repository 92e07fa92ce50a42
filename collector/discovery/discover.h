// Discover: from an unsegmented log to routine instances, routines and variants.
//
// Candidate segments come from learnt borders (what a label predicts, session starts, back edges of
// the directly-follows graph, data that is carried on); routines are probabilistic step graphs
// estimated from them; every session is then decoded under a description-length cost with a noise
// class and several open tasks, and both steps alternate while the description gets shorter. No
// word list and no parameter is needed; times, values, elements are used where the log has them.
// docs/guides/discover.md tells how it works, the ablation table there which part earns what.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "collector/discovery/guidance.h"
#include "collector/model/event_log.h"
#include "collector/model/routine.h"
#include "common/base/status.h"

namespace adit {

class SessionMemory;

// Switches of single kinds of evidence, for the ablation table and for debugging. All on by
// default.
struct DiscoveryEvidence {
  bool recorder_redundancy = true;  // events to activities
  bool templates = true;            // variable parts of titles and names
  bool borders = true;              // what a label predicts
  bool back_edges = true;           // loops of the directly-follows graph
  bool data_links = true;           // equal values met again
  bool times = true;                // pauses
  bool refinement = true;           // decode and estimate again
  bool interleaving = true;         // several open tasks
  bool cores = true;                // begin with labels that come together, too
  bool noise_filter = true;         // begin without what nothing predicts, too
  bool preferences = true;          // some ways to begin weigh less than their description is long
  bool stubs = true;                // what only looks like a beginning is taken out
  bool pooling = true;              // the best beginning is offered the routines of the others
};

struct DiscoveryOptions {
  DiscoveryEvidence evidence;
  bool ignore_time = false;    // as if the log had no times; order stays
  unsigned threads = 0;        // 0: as many as there are processors; never changes the result
  uint32_t min_instances = 0;  // 0: chosen by description length, at least 2
  Guidance guidance;           // what people decided about earlier runs
  SessionMemory* memory = nullptr;  // of the run before; left for the next one
  uint64_t training_steps =
      50'000;  // routines are learnt on at most about so many steps, evenly spread
};

// People's corrections: sees what was found and says to which group each instance belongs (groups
// are counted from 0); nothing when all stays. Figures are then those of the groups, instances keep
// their order.
using Regroup = std::function<std::vector<uint32_t>(const Discovery& found)>;

// kInvalidArgument for an empty log. Pure: reads the log only. Time O(n log n), memory O(n).
[[nodiscard]] Result<Discovery> Discover(const EventLog& log, const DiscoveryOptions& options,
                                         const Regroup& regroup = {});

}  // namespace adit
