// Review order: which routines a person should look at first, by what the decision would change.
#pragma once

#include <cstdint>
#include <vector>

#include "collector/model/routine_identity.h"
#include "collector/store/control_store.h"

namespace adit {

struct ReviewCandidate {
  RoutineIdentity identity;  // of what may be shown
  uint32_t people = 0;
  int64_t rank = 0;
  double hours_per_month = 0;
  double confidence = 0;
};

// Below this the page says that the finding itself is doubtful.
inline constexpr double kReviewConfidence = 0.6;

// Appends a document of kind "review" for each: effect = hours a month × (1 − confidence), the hours
// whose place is doubtful, and the up to three most similar routines, which may be the same one.
void AddReviewDocuments(std::vector<ReviewCandidate> candidates,
                        std::vector<RunDocument>& documents);

}  // namespace adit
