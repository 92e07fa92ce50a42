#include "collector/model/edit.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

Edit Make(int64_t seq, EditKind kind, const std::string& value = "") {
  Edit edit;
  edit.seq = seq;
  edit.kind = kind;
  edit.routine = "r";
  edit.value = value;
  return edit;
}

std::string Numbers(const std::vector<Edit>& edits) {
  std::string text;
  for (const Edit& edit : edits) text += std::to_string(edit.seq) + " ";
  return text;
}

TEST(ActiveEdits, AnUndoTakesAnEditBackAndIsNoneItself) {
  EXPECT_EQ(Numbers(ActiveEdits({Make(1, EditKind::kRename, "a"), Make(2, EditKind::kHide),
                                 Make(3, EditKind::kUndo, "1")})),
            "2 ");
}

TEST(ActiveEdits, AnUndoneUndoRestores) {
  EXPECT_EQ(Numbers(ActiveEdits({Make(1, EditKind::kRename, "a"), Make(2, EditKind::kUndo, "1"),
                                 Make(3, EditKind::kUndo, "2")})),
            "1 ");
  EXPECT_EQ(Numbers(ActiveEdits({Make(1, EditKind::kRename, "a"), Make(2, EditKind::kUndo, "1"),
                                 Make(3, EditKind::kUndo, "2"), Make(4, EditKind::kUndo, "3")})),
            "");
}

TEST(EditKind, NamesAreReadAgain) {
  for (int i = 0; i <= static_cast<int>(EditKind::kUndo); ++i) {
    const auto kind = static_cast<EditKind>(i);
    EXPECT_EQ(ParseEditKind(EditKindName(kind)), kind);
  }
  EXPECT_FALSE(ParseEditKind("remove").has_value());
}

}  // namespace
}  // namespace adit
