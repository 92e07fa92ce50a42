// Evaluation: found instances and routines against a log's truth, in the measures of
// docs/formats/discovery.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/model/event_log.h"
#include "common/base/status.h"

namespace adit {

inline constexpr uint32_t kNoLabel = 0xFFFFFFFFU;

// One column of instance numbers and one of routine numbers, an entry an event; kNoLabel = noise.
// Numbers are dense from 0.
struct Segmentation {
  std::vector<uint32_t> instance;
  std::vector<uint32_t> routine;
  uint32_t instances = 0;
  uint32_t routines = 0;
};

struct PrecisionRecall {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

// Every measure is in 0..1; a negative value means that the truth does not allow it.
struct Evaluation {
  uint64_t events = 0;
  uint32_t true_instances = 0;
  uint32_t found_instances = 0;
  uint32_t true_routines = 0;
  uint32_t found_routines = 0;
  PrecisionRecall instance_80;  // one-to-one matching, intersection over union >= 0.8
  PrecisionRecall instance_50;
  PrecisionRecall
      boundary_exact;             // a border is a change of instance between neighbours of a person
  PrecisionRecall boundary_near;  // one event off is a hit
  PrecisionRecall routine;   // clusters mapped to their majority, per event, weighted by support
  double adjusted_rand = 0;  // of routine labels per event, noise a class
  PrecisionRecall noise;
  double edit_distance = 0;  // mean over found segments of the least distance to an overlapping one
  double ndcg_10 = -1;
};

// `ranking` lists found routine numbers, best first; may be empty. REQUIRES: both segmentations
// have an entry for every event of the log.
[[nodiscard]] Evaluation Evaluate(const EventLog& log, const Segmentation& truth,
                                  const Segmentation& found, const std::vector<uint32_t>& ranking,
                                  bool truth_has_noise);

}  // namespace adit
