#include "privacy/policy/policy_document.h"

namespace adit {
namespace {

constexpr std::string_view kFieldNames[kTextFieldCount] = {
    "app_name",     "app_version",  "app_executable", "window_title", "window_role", "document",
    "element_role", "element_name", "element_id",     "element_path", "detail",      "content"};

constexpr std::string_view kActionNames[] = {"drop", "mask", "template", "detect", "allow"};

}  // namespace

std::string_view TextFieldName(TextField field) { return kFieldNames[static_cast<size_t>(field)]; }

std::optional<TextField> ParseTextField(std::string_view name) {
  for (int i = 0; i < kTextFieldCount; ++i) {
    if (kFieldNames[i] == name) return static_cast<TextField>(i);
  }
  return std::nullopt;
}

std::string_view FieldActionName(FieldAction action) {
  return kActionNames[static_cast<size_t>(action)];
}

std::optional<FieldAction> ParseFieldAction(std::string_view name) {
  for (size_t i = 0; i < std::size(kActionNames); ++i) {
    if (kActionNames[i] == name) return static_cast<FieldAction>(i);
  }
  return std::nullopt;
}

std::array<FieldAction, kTextFieldCount> PolicyDocument::DefaultFieldActions() {
  std::array<FieldAction, kTextFieldCount> actions;
  actions.fill(FieldAction::kDetect);
  for (const TextField field :
       {TextField::kAppName, TextField::kAppVersion, TextField::kAppExecutable,
        TextField::kWindowRole, TextField::kElementRole, TextField::kElementPath}) {
    actions[static_cast<size_t>(field)] = FieldAction::kAllow;
  }
  actions[static_cast<size_t>(TextField::kContent)] = FieldAction::kDrop;
  return actions;
}

}  // namespace adit
