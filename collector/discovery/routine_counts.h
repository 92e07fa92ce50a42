// RoutineCounts: how often each step, and each step after another, is met in a routine's instances.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "collector/discovery/pieces.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Labels of one routine that are told apart; rarer ones are noise to it.
inline constexpr uint32_t kMaxRoutineLabels = 128;

// Indices are the routine's own label numbers, the most frequent label first.
struct RoutineCounts {
  std::vector<uint32_t> labels;                // own number to label
  std::unordered_map<uint32_t, uint32_t> own;  // and back
  std::vector<double> start, end;              // instances that begin, end with it
  // States are labels met first, then (plus labels.size()) labels met again.
  std::vector<double> state_end, state_occurrences, state_follow, state_follow_from;
  // Labels whose two states are told apart: where that saves more bits than writing down the places
  // costs.
  std::vector<bool> apart;
  std::vector<double> occurrences;
  std::vector<double> with;         // instances that have it
  std::vector<double> more;         // occurrences after the first of an instance
  std::vector<double> follow;       // follow[a * n + b]: b next after a
  std::vector<double> follow_from;  // sums of its rows
  double instances = 0;

  [[nodiscard]] double Follow(size_t a, size_t b) const { return follow[a * labels.size() + b]; }
};

// Bits of a step of noise within an instance, and of the decision that the instance goes on.
struct NoiseWithin {
  const std::vector<float>& label;
  float inside;
  float on;
};

// Counts without the labels that are shorter to tell as noise than as steps of the routine, their
// places in its graph included: instances found so far hold noise that came in between. Time
// O(steps + labels^2).
[[nodiscard]] RoutineCounts CountWithoutNoise(const StepLog& log,
                                              const std::vector<const Piece*>& pieces,
                                              const NoiseWithin& noise);

}  // namespace adit
