// RoutineIdentity: what makes a routine the same routine in the next run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace adit {

// A step by what it is, not by its number in one run, and the share of instances that have it.
struct WeightedStep {
  uint64_t step = 0;
  uint32_t permille = 0;

  friend bool operator==(const WeightedStep&, const WeightedStep&) = default;
};

struct RoutineIdentity {
  std::string key;
  std::vector<WeightedStep> steps;  // ascending
};

}  // namespace adit
