// RoutineLabels: names, hiding and judgements of analysts, laid over what a run stored.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collector/model/edit.h"

namespace adit::api {

struct RoutineLabel {
  std::optional<std::string> name;
  std::string status = "new";  // "new", "confirmed", "wrong"
  bool hidden = false;         // hidden, or found wrong: not on the roadmap
};

// By key; what edits say now, whenever the run was. The last judgement counts.
[[nodiscard]] std::map<std::string, RoutineLabel> LabelsOf(const std::vector<Edit>& active);

// The stored JSON with rank, name, status and hidden as they are now.
[[nodiscard]] std::string Labelled(const std::string& stored, int64_t rank,
                                   const RoutineLabel& label);

}  // namespace adit::api
