#include "collector/discovery/discover.h"

#include <algorithm>
#include <numeric>

#include "collector/discovery/learner.h"
#include "collector/discovery/review_list.h"
#include "collector/discovery/routine_figures.h"
#include "collector/discovery/session_memory.h"
#include "collector/discovery/stubs.h"
#include "collector/discovery/united_variants.h"
#include "collector/reconstruct/step_log.h"
#include "common/base/check.h"

namespace adit {
namespace {

// Instances stand in the order of their first step (routine_figures.cc).
void Assign(const std::vector<uint32_t>& groups, Learnt& learnt) {
  const std::vector<Piece>& pieces = learnt.assignment.pieces;
  std::vector<uint32_t> order(pieces.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return pieces[a].front() < pieces[b].front(); });
  for (size_t i = 0; i < order.size(); ++i) learnt.assignment.routine[order[i]] = groups[i];
  const uint32_t highest = *std::max_element(groups.begin(), groups.end());
  if (learnt.model.routines.size() <= highest) learnt.model.routines.resize(highest + 1);
}

}  // namespace

Result<Discovery> Discover(const EventLog& log, const DiscoveryOptions& options,
                           const Regroup& regroup) {
  if (log.events.empty()) return InvalidArgument("the log has no events: nothing to discover");
  StepOptions step_options;
  step_options.ignore_time = options.ignore_time;
  step_options.merge_redundancy = options.evidence.recorder_redundancy;
  step_options.learn_templates = options.evidence.templates;
  const StepLog steps = BuildSteps(log, step_options);
  Learnt learnt = options.memory == nullptr ? Learn(steps, options)
                                            : LearnWith(*options.memory, log, steps, options);
  UniteVariants(steps, learnt.assignment);
  Follow(options.guidance, steps, options, learnt);
  if (options.evidence.stubs) TakeOutStubs(steps, learnt);
  Discovery out;
  out.bits_noise_only = learnt.bits_noise_only;
  out.bits = learnt.bits;
  FillDiscovery(log, steps, learnt, out);
  // People correct what was found before slight repeats are put aside: a merge may give one weight.
  const std::vector<uint32_t> groups = regroup ? regroup(out) : std::vector<uint32_t>();
  if (!groups.empty()) {
    ADIT_CHECK(groups.size() == learnt.assignment.pieces.size());
    Assign(groups, learnt);
    out = {};
    out.bits_noise_only = learnt.bits_noise_only;
    out.bits = learnt.bits;
    FillDiscovery(log, steps, learnt, out);
  }
  MoveToReview(out);
  return out;
}

}  // namespace adit
