#include "collector/discovery/discover.h"

#include "collector/discovery/learner.h"
#include "collector/discovery/routine_figures.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

Result<Discovery> Discover(const EventLog& log, const DiscoveryOptions& options) {
  if (log.events.empty()) return InvalidArgument("the log has no events: nothing to discover");
  StepOptions step_options;
  step_options.ignore_time = options.ignore_time;
  step_options.merge_redundancy = options.evidence.recorder_redundancy;
  step_options.learn_templates = options.evidence.templates;
  const StepLog steps = BuildSteps(log, step_options);
  const Learnt learnt = Learn(steps, options);
  Discovery out;
  out.bits_noise_only = learnt.bits_noise_only;
  out.bits = learnt.bits;
  FillDiscovery(log, steps, learnt, out);
  return out;
}

}  // namespace adit
