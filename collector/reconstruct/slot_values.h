// Which values of a part of a title or name stand for the same place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/reconstruct/text_contexts.h"

namespace adit {

struct SlotValue {
  std::string text;
  bool of_case = false;  // met only while a case is worked on: known to vary
  Surroundings around;
};

// Cluster of each value, or none. Values are one place when nothing around them tells them apart:
// the subjects of mails, names of documents and of people, but not the screens of an application.
inline constexpr uint32_t kNoCluster = 0xFFFFFFFFU;
inline constexpr uint32_t kEnoughEpisodes =
    3;  // a value met in fewer has no cluster unless it is of a case
[[nodiscard]] std::vector<uint32_t> ClusterValues(const std::vector<SlotValue>& values);

}  // namespace adit
