#include <nlohmann/json.hpp>

#include "collector/api/routine_labels.h"

namespace adit::api {

std::map<std::string, RoutineLabel> LabelsOf(const std::vector<Edit>& active) {
  std::map<std::string, RoutineLabel> labels;
  std::map<std::string, bool> put_away;
  for (const Edit& edit : active) {
    switch (edit.kind) {
      case EditKind::kRename:
        labels[edit.routine].name = edit.value;
        break;
      case EditKind::kHide:
        put_away[edit.routine] = true;
        break;
      case EditKind::kConfirm:
        labels[edit.routine].status = "confirmed";
        break;
      case EditKind::kWrong:
        labels[edit.routine].status = "wrong";
        break;
      case EditKind::kMerge:
      case EditKind::kSplit:
      case EditKind::kUndo:
      case EditKind::kStart:
      case EditKind::kEnd:
        break;
    }
  }
  for (const auto& [key, hidden] : put_away) labels[key].hidden = hidden;
  for (auto& [key, label] : labels) label.hidden = label.hidden || label.status == "wrong";
  return labels;
}

std::string Labelled(const std::string& stored, int64_t rank, const RoutineLabel& label) {
  nlohmann::json json = nlohmann::json::parse(stored, nullptr, false);
  if (!json.is_object()) return stored;
  json["rank"] = rank;
  if (label.name) json["name"] = *label.name;
  json["status"] = label.status;
  json["hidden"] = label.hidden;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace adit::api
