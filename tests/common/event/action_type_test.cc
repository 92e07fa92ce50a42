#include "common/event/action_type.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

// The numbers are on the wire and in stores: this list may grow at its end and never change.
TEST(ActionType, NumbersAndNamesAreFrozen) {
  constexpr const char* kNames[] = {
      "unknown",       "application_focus", "window_open",     "window_close", "window_title_change",
      "element_focus", "click",             "secondary_click", "double_click", "value_commit",
      "selection",     "toggle",            "invoke",          "command",      "copy",
      "paste",         "navigate",          "file_open",       "file_save",    "print",
      "scroll",        "idle_start",        "idle_end",        "lock",         "unlock",
      "capture_gap",   "degradation"};
  ASSERT_EQ(std::size(kNames), static_cast<size_t>(kActionTypeCount));
  for (int i = 0; i < kActionTypeCount; ++i) {
    const auto action = static_cast<ActionType>(i);
    EXPECT_EQ(ActionTypeName(action), kNames[i]);
    EXPECT_EQ(ParseActionType(kNames[i]), action);
  }
}

TEST(ActionType, NumbersFromANewerAgentReadAsUnknown) {
  EXPECT_EQ(ActionTypeName(static_cast<ActionType>(200)), "unknown");
  EXPECT_FALSE(ParseActionType("teleport").has_value());
}

TEST(ValueClass, EveryNameParsesBack) {
  for (int i = 0; i < kValueClassCount; ++i) {
    const auto value_class = static_cast<ValueClass>(i);
    EXPECT_EQ(ParseValueClass(ValueClassName(value_class)), value_class);
  }
  for (int i = 0; i < kContentKindCount; ++i) {
    const auto kind = static_cast<ContentKind>(i);
    EXPECT_EQ(ParseContentKind(ContentKindName(kind)), kind);
  }
  for (int i = 0; i < kMonitorClassCount; ++i) {
    const auto monitor = static_cast<MonitorClass>(i);
    EXPECT_EQ(ParseMonitorClass(MonitorClassName(monitor)), monitor);
  }
}

TEST(SizeBucket, DoublesFromStepToStep) {
  EXPECT_EQ(SizeBucket(0), 0);
  EXPECT_EQ(SizeBucket(1), 1);
  EXPECT_EQ(SizeBucket(2), 2);
  EXPECT_EQ(SizeBucket(3), 2);
  EXPECT_EQ(SizeBucket(4), 3);
  EXPECT_EQ(SizeBucket(UINT64_MAX), 40);
}

}  // namespace
}  // namespace adit
