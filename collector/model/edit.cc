#include "collector/model/edit.h"

#include <algorithm>
#include <array>
#include <set>

namespace adit {
namespace {
constexpr std::array<std::string_view, 7> kNames = {"rename",  "merge", "split", "hide",
                                                    "confirm", "wrong", "undo"};
}  // namespace

std::string_view EditKindName(EditKind kind) { return kNames[static_cast<size_t>(kind)]; }

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
