// StepModel: routines as probabilistic step graphs with noise, and the costs in bits that decoding
// adds up.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "collector/discovery/pieces.h"
#include "collector/discovery/routine_counts.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

inline constexpr uint32_t kMaxRoutines = 160;

// A bit a routine label.
using LabelSet = std::array<uint64_t, 2>;

// One routine's graph. Costs are bits, indices are the routine's own label numbers.
struct RoutineModel {
  std::vector<uint32_t> labels;   // own number to label
  uint32_t support = 0;           // instances it was estimated from
  float start_routine = 0;        // to begin this routine rather than another
  std::vector<float> start;       // first step
  std::vector<float> end;         // the instance ends after this step
  std::vector<float> go_on;       // it does not
  std::vector<float> follow;      // follow[a * n + b]: b after a
  std::vector<float> first_time;  // change of the missing steps' cost when a step is met first
  std::vector<float> again;       // a step that has been met before
  float all_missing = 0;          // cost of missing steps before any is met
  double mean_length = 0;
  uint32_t parameters = 0;  // starts, edges and ends that were met

  // `a` is a state: a label met first, or (plus labels.size()) met again.
  [[nodiscard]] float Follow(uint32_t a, uint32_t b) const { return follow[a * labels.size() + b]; }
};

// What a step's surroundings say about going on or beginning anew: learnt likelihood ratios.
struct ContextCosts {
  std::vector<float> pause_on;   // by bucket of the pause before the step: bits to go on
  std::vector<float> pause_new;  // bits to begin
  float value_met_on = 0;        // the step's value was met in the task: going on
  float value_other_on = 0;      // the task holds other values only
  float value_met_new = 0;       // the value was met in another task or just before: beginning
  float value_other_new = 0;
};

struct StepModel {
  std::vector<RoutineModel> routines;
  // Where a label occurs: (routine, own number).
  std::vector<std::vector<std::pair<uint32_t, uint32_t>>> of_label;
  std::vector<float> noise_label;  // bits of the label, given noise
  std::vector<float> any_label;    // bits of the label, given nothing
  float noise_outside = 0;         // a step of noise while nothing is open
  float begin_outside = 0;         // an instance begins while nothing is open
  float noise_inside = 0;          // a step of noise inside an instance
  float on = 0;                    // the open instance goes on
  float begin_inside = 0;          // another instance begins while one is open
  float change_task = 0;           // another open instance goes on
  ContextCosts context;
};

// What decoding found: instances as pieces with their routine.
struct Assignment {
  std::vector<Piece> pieces;
  std::vector<uint32_t> routine;  // of each piece
  std::vector<float> confidence;  // 0..1 of each piece; empty while learning
  uint64_t steps = 0;             // decoded
  double bits = 0;                // description length of the data
};

// Bits of one instance as such, and as steps that have nothing to do with each other.
struct PieceBits {
  double routine = 0;
  double noise = 0;
};
[[nodiscard]] PieceBits BitsOf(const StepLog& log, const StepModel& model, const Piece& piece,
                               uint32_t routine);

// Drops the instances of routines that save fewer bits than writing them down costs, or have fewer
// than `min_instances`; what is left keeps its numbers. Returns the bits by which the description
// grows.
double PruneRoutines(const StepLog& log, const StepModel& model, uint32_t min_instances,
                     Assignment& assignment);

// Bits of each step as noise alone, by label; what decoding must beat.
[[nodiscard]] double NoiseOnlyBits(const StepLog& log, const std::vector<uint32_t>& sessions);

// Estimates a model from an assignment. `pause_bucket` has an entry a step (pause_buckets.h), empty
// when the log has no times. Routines with fewer than `min_instances` are left out; numbers are
// given anew.
struct EstimateOptions {
  uint32_t min_instances = 2;
  bool times = true;
  bool values = true;
};
[[nodiscard]] StepModel EstimateModel(const StepLog& log, const std::vector<uint32_t>& sessions,
                                      const Assignment& assignment,
                                      const std::vector<uint8_t>& pause_bucket,
                                      const EstimateOptions& options);

// Bits to write a routine's graph down.
[[nodiscard]] double ModelBits(const RoutineModel& routine, size_t distinct_labels);

}  // namespace adit
