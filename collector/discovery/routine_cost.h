// RoutineCost: the description length of a set of instances as one routine, without decoding.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "collector/discovery/step_model.h"
#include "collector/reconstruct/step_log.h"

namespace adit {

// Bits of instances under the routine that would be estimated from them (step_model.h), those of
// the routine itself included: what a search compares before anything is estimated. One thread.
class RoutineCost {
 public:
  // `model` gives the costs of noise and of decisions; `assignment` how many instances each person
  // has: which routine begins is told by what that person does, so that two routines are not tied
  // together by the same few people doing both.
  RoutineCost(const StepLog& log, const StepModel& model, const Assignment& assignment);

  // 0 without pieces; a routine of a single instance is told as noise.
  [[nodiscard]] double Of(const std::vector<const Piece*>& pieces);

  // What joining two instances changes beyond the routine's own steps: noise between them is then
  // inside an instance, the pause between them and the keys they share are explained by it.
  // `taken` tells the steps that belong to instances. Negative = shorter.
  [[nodiscard]] double OfJoining(const Piece& first, const Piece& second,
                                 const std::vector<uint8_t>& pause,
                                 const std::vector<bool>& taken) const;

 private:
  [[nodiscard]] uint32_t UserOf(const Piece& piece) const;
  [[nodiscard]] double BeginBits(const std::vector<const Piece*>& pieces) const;
  [[nodiscard]] double AsNoise(const std::vector<const Piece*>& pieces) const;

  const StepLog& log_;
  const StepModel& model_;
  std::unordered_map<uint32_t, double> instances_of_;  // of each person
  std::vector<uint32_t> own_;                          // of each label, while counting
  std::vector<uint32_t> last_piece_;
  std::vector<uint64_t> edges_;
};

}  // namespace adit
