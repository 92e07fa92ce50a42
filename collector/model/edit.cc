#include "collector/model/edit.h"

#include <algorithm>
#include <array>
#include <set>

namespace adit {
namespace {
constexpr std::array<std::string_view, 9> kNames = {"rename", "merge", "split", "hide", "confirm",
                                                    "wrong",  "undo",  "start", "end"};
}  // namespace

std::string_view EditKindName(EditKind kind) { return kNames[static_cast<size_t>(kind)]; }

bool ChangesRuns(EditKind kind) {
  switch (kind) {
    case EditKind::kMerge:
    case EditKind::kSplit:
    case EditKind::kConfirm:
    case EditKind::kWrong:
    case EditKind::kStart:
    case EditKind::kEnd:
      return true;
    case EditKind::kRename:
    case EditKind::kHide:
    case EditKind::kUndo:
      return false;
  }
  return false;
}

std::optional<EditKind> ParseEditKind(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<EditKind>(found - kNames.begin());
}

std::vector<Edit> ActiveEdits(const std::vector<Edit>& all) {
  std::set<std::string> undone;
  std::vector<Edit> active;
  // Newest first: whether an undo counts is known before the edit it takes back is met.
  for (auto edit = all.rbegin(); edit != all.rend(); ++edit) {
    if (undone.contains(std::to_string(edit->seq))) continue;
    if (edit->kind == EditKind::kUndo) {
      undone.insert(edit->value);
    } else {
      active.push_back(*edit);
    }
  }
  std::reverse(active.begin(), active.end());
  return active;
}

}  // namespace adit
