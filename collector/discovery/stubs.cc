#include "collector/discovery/stubs.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <vector>

#include "collector/discovery/review_list.h"

namespace adit {
namespace {

constexpr double kShareOfUsual = 0.4;

struct Member {
  uint32_t piece = 0;
  size_t distinct = 0;  // steps
  size_t steps = 0;
};

// Different steps of the instance that the routine's median step belongs to.
size_t Usual(const std::vector<Member>& shortest_first) {
  size_t all = 0;
  for (const Member& member : shortest_first) all += member.steps;
  size_t seen = 0;
  for (const Member& member : shortest_first) {
    seen += member.steps;
    if (seen * 2 >= all) return member.distinct;
  }
  return 0;
}

}  // namespace

void TakeOutStubs(const StepLog& log, Learnt& learnt) {
  const Assignment& found = learnt.assignment;
  std::vector<std::vector<Member>> routines(learnt.model.routines.size());
  for (uint32_t p = 0; p < found.pieces.size(); ++p) {
    std::set<uint32_t> labels;
    for (const uint32_t step : found.pieces[p]) labels.insert(log.steps[step].label);
    routines[found.routine[p]].push_back({p, labels.size(), found.pieces[p].size()});
  }
  for (std::vector<Member>& members : routines) {
    std::stable_sort(members.begin(), members.end(),
                     [](const Member& a, const Member& b) { return a.distinct < b.distinct; });
    const double least = kShareOfUsual * static_cast<double>(Usual(members));
    double stubs = 0;
    double distinct = 0;
    for (const Member& member : members) {
      if (static_cast<double>(member.distinct) >= least) break;
      ++stubs;
      distinct += static_cast<double>(member.distinct);
    }
    if (stubs == 0 || distinct >= kAlwaysEnoughSteps * stubs) continue;
    const auto own = static_cast<uint32_t>(learnt.model.routines.size());
    learnt.model.routines.emplace_back();
    for (size_t i = 0; i < static_cast<size_t>(stubs); ++i)
      learnt.assignment.routine[members[i].piece] = own;
  }
}

}  // namespace adit
