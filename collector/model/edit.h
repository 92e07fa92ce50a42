// Edit: a correction of an analyst, one row of an append-only list; an undo is an edit too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

enum class EditKind : uint8_t {
  kRename,   // value = the new name
  kMerge,    // value = key of the routine it becomes part of
  kSplit,    // value = key of the new routine, which takes the listed variants
  kHide,     // off the roadmap, kept
  kConfirm,  // a person looked and agrees
  kWrong,    // a person looked and disagrees: off the roadmap
  kUndo,     // value = number of the edit that no longer counts
  kStart,    // value = id of the step that begins an instance
  kEnd,      // value = id of the step that ends one
};

struct Edit {
  int64_t seq = 0;  // 1, 2, 3 …
  int64_t at_us = 0;
  std::string author;
  EditKind kind = EditKind::kConfirm;
  std::string routine;  // key
  std::string value;
  std::vector<std::string> variants;  // ids (kSplit)
};

// What the next run finds depends on it; the others are laid over what is read.
[[nodiscard]] bool ChangesRuns(EditKind kind);

[[nodiscard]] std::string_view EditKindName(EditKind kind);
[[nodiscard]] std::optional<EditKind> ParseEditKind(std::string_view name);

// The edits that count, in order, without undos. An undo that is itself undone restores its edit.
[[nodiscard]] std::vector<Edit> ActiveEdits(const std::vector<Edit>& all);

}  // namespace adit
