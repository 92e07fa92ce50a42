#include "agent/linux/field_edits.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

const AccessibleRef kAmount{":1.7", "/amount"};
const AccessibleRef kName{":1.7", "/name"};
const AccessibleRef kOther{":1.9", "/other"};

TEST(FieldEdits, ManyChangesAreOneCommit) {
  FieldEdits edits;
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(edits.OnTextChanged(kAmount, 1000 + i).has_value());
  EXPECT_TRUE(edits.TakeDueReads(1019).empty()) << "the person still types";
  EXPECT_EQ(edits.TakeDueReads(1019 + kReadDelayUs), std::vector{kAmount});
  EXPECT_TRUE(edits.TakeDueReads(1019 + 2 * kReadDelayUs).empty()) << "read once for each change";
  edits.OnShape(kAmount, {ValueClass::kNumber, 3});
  const auto done = edits.Finish(kAmount);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->shape.value_class, ValueClass::kNumber);
  EXPECT_EQ(done->last_change_us - done->first_change_us, 19);
  EXPECT_FALSE(done->stale);
  EXPECT_FALSE(edits.Finish(kAmount).has_value());
}

TEST(FieldEdits, ContinuousTypingIsReadFromTimeToTime) {
  FieldEdits edits;
  size_t reads = 0;
  for (int64_t now_us = 0; now_us < 3'000'000; now_us += kReadDelayUs / 2) {
    EXPECT_FALSE(edits.OnTextChanged(kAmount, now_us).has_value());
    reads += edits.TakeDueReads(now_us).size();
  }
  EXPECT_GE(reads, 4U);
  EXPECT_LE(reads, 6U);
}

TEST(FieldEdits, AChangeAfterTheLastReadingIsStale) {
  FieldEdits edits;
  EXPECT_FALSE(edits.OnTextChanged(kAmount, 0).has_value());
  EXPECT_EQ(edits.TakeDueReads(kReadDelayUs).size(), 1U);
  EXPECT_FALSE(edits.OnTextChanged(kAmount, kReadDelayUs + 1).has_value());
  EXPECT_TRUE(edits.Finish(kAmount)->stale);
}

TEST(FieldEdits, LeavingOneFieldCommitsTheOthersOfItsApplication) {
  FieldEdits edits;
  EXPECT_FALSE(edits.OnTextChanged(kAmount, 0).has_value());
  EXPECT_FALSE(edits.OnTextChanged(kName, 1).has_value());
  EXPECT_FALSE(edits.OnTextChanged(kOther, 2).has_value());
  const auto done = edits.FinishOthers(":1.7", kName);
  ASSERT_EQ(done.size(), 1U);
  EXPECT_EQ(done[0].field, kAmount);
  EXPECT_EQ(edits.FinishOthers("", {}).size(), 2U);
  EXPECT_EQ(edits.size(), 0U);
}

TEST(FieldEdits, OpenEditsAreBoundedAndTheOldestIsCommitted) {
  FieldEdits edits;
  for (size_t i = 0; i < kMaxOpenEdits; ++i) {
    EXPECT_FALSE(edits.OnTextChanged({":1.7", "/" + std::to_string(i)}, 0).has_value());
  }
  const auto evicted = edits.OnTextChanged(kAmount, 1);
  ASSERT_TRUE(evicted.has_value());
  EXPECT_EQ(evicted->field.path, "/0");
  EXPECT_EQ(edits.size(), kMaxOpenEdits);
}

TEST(FieldEdits, NextReadIsTheEarliest) {
  FieldEdits edits;
  EXPECT_FALSE(edits.NextReadUs().has_value());
  EXPECT_FALSE(edits.OnTextChanged(kAmount, 100).has_value());
  EXPECT_FALSE(edits.OnTextChanged(kName, 500).has_value());
  EXPECT_EQ(edits.NextReadUs(), 100 + kReadDelayUs);
}

}  // namespace
}  // namespace adit
