#include "collector/discovery/united_variants.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace adit {
namespace {

constexpr double kSameRoutine = 0.6;

// Instances, and how many of them have each label.
struct Routine {
  double instances = 0;
  std::map<uint32_t, double> with;
};

double Likeness(const Routine& a, const Routine& b) {
  double both = 0;
  double either = 0;
  for (const auto& [label, n] : a.with) {
    const auto found = b.with.find(label);
    const double x = n / a.instances;
    const double y = found == b.with.end() ? 0 : found->second / b.instances;
    both += std::min(x, y);
    either += std::max(x, y);
  }
  for (const auto& [label, n] : b.with) either += a.with.count(label) > 0 ? 0 : n / b.instances;
  return either == 0 ? 0 : both / either;
}

}  // namespace

void UniteVariants(const StepLog& log, Assignment& assignment) {
  std::map<uint32_t, Routine> routines;
  for (size_t p = 0; p < assignment.pieces.size(); ++p) {
    Routine& routine = routines[assignment.routine[p]];
    ++routine.instances;
    std::set<uint32_t> labels;
    for (const uint32_t step : assignment.pieces[p]) labels.insert(log.steps[step].label);
    for (const uint32_t label : labels) ++routine.with[label];
  }
  std::map<uint32_t, uint32_t> number;  // of a routine that was united with another
  while (true) {
    double best = kSameRoutine;
    uint32_t keep = 0;
    uint32_t give = 0;
    for (auto a = routines.begin(); a != routines.end(); ++a) {
      for (auto b = std::next(a); b != routines.end(); ++b) {
        const double likeness = Likeness(a->second, b->second);
        if (likeness > best) best = likeness, keep = a->first, give = b->first;
      }
    }
    if (best <= kSameRoutine) break;
    for (const auto& [label, n] : routines[give].with) routines[keep].with[label] += n;
    routines[keep].instances += routines[give].instances;
    routines.erase(give);
    number[give] = keep;
  }
  for (uint32_t& routine : assignment.routine) {
    for (auto found = number.find(routine); found != number.end(); found = number.find(routine)) {
      routine = found->second;
    }
  }
}

}  // namespace adit
