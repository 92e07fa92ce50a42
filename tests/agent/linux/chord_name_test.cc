#include "agent/linux/chord_name.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(ChordName, NamesCommands) {
  EXPECT_EQ(ChordName('c', {.control = true}), "Ctrl+C");
  EXPECT_EQ(ChordName('C', {.control = true, .shift = true}), "Ctrl+Shift+C");
  EXPECT_EQ(ChordName(0xFFC1, {.alt = true}), "Alt+F4");
  EXPECT_EQ(ChordName(0xFF09, {.alt = true}), "Alt+Tab");
  EXPECT_EQ(ChordName('l', {.super = true}), "Super+L");
  EXPECT_EQ(ChordName(0xFF0D, {.control = true, .alt = true, .super = true, .shift = true}),
            "Ctrl+Alt+Super+Shift+Enter");
}

TEST(ChordName, NeverNamesAKeyThatTypes) {
  for (uint32_t keysym = 0; keysym < 0x10000; ++keysym) {
    ASSERT_FALSE(ChordName(keysym, {}).has_value()) << keysym;
    ASSERT_FALSE(ChordName(keysym, {.shift = true}).has_value()) << keysym;
    ASSERT_FALSE(ChordName(keysym, {.control = true, .alt = true, .level3 = true}).has_value())
        << keysym;
  }
}

TEST(FunctionKeyName, NamesFunctionKeysAndEscape) {
  EXPECT_EQ(FunctionKeyName(0xFFBE, false), "F1");
  EXPECT_EQ(FunctionKeyName(0xFFD5, false), "F24");
  EXPECT_EQ(FunctionKeyName(0xFFC2, true), "Shift+F5");
  EXPECT_EQ(FunctionKeyName(0xFF1B, false), "Escape");
}

TEST(FunctionKeyName, NamesNoOtherKey) {
  int named = 0;
  for (uint32_t keysym = 0; keysym < 0x10000; ++keysym) {
    if (FunctionKeyName(keysym, false).has_value()) ++named;
  }
  EXPECT_EQ(named, 25);
}

TEST(ChordName, KeysOutsideTheTableStayUnnamed) {
  EXPECT_FALSE(ChordName(0xE4, {.control = true}).has_value());    // ä
  EXPECT_FALSE(ChordName(0xFFE3, {.control = true}).has_value());  // Ctrl itself
}

}  // namespace
}  // namespace adit
