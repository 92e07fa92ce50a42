// Steps and routines by what they are, not by their numbers in one run: how results of two runs,
// and what people decided, are matched.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/discovery/step_model.h"
#include "collector/model/routine.h"
#include "collector/model/routine_identity.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Above this similarity two runs speak of the same routine.
inline constexpr double kSameRoutine = 0.5;

[[nodiscard]] uint64_t StepSignature(const Activity& activity);
// Of each label of the log.
[[nodiscard]] std::vector<uint64_t> LabelSignatures(const StepLog& log);

// Weighted Jaccard index, 0..1.
[[nodiscard]] double Similarity(const RoutineIdentity& a, const RoutineIdentity& b);

// Of each routine number up to the highest: its steps and the share of its instances that have
// them.
[[nodiscard]] std::vector<RoutineIdentity> ProfilesOf(const StepLog& log,
                                                      const std::vector<uint64_t>& signatures,
                                                      const Assignment& assignment);

}  // namespace adit
