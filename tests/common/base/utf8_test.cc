#include "common/base/utf8.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

TEST(Utf8, AcceptsTheEdgesOfEachLength) {
  for (const char32_t c : {0x0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF}) {
    std::string text;
    AppendUtf8(text, c);
    EXPECT_TRUE(IsValidUtf8(text));
    EXPECT_EQ(DecodeUtf8(text, 0).code_point, c);
    EXPECT_EQ(DecodeUtf8(text, 0).size, text.size());
  }
}

TEST(Utf8, RefusesSurrogatesOverlongAndTornForms) {
  for (const char* text : {"\xED\xA0\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xF4\x90\x80\x80", "\xFF",
                           "\x80", "\xC3", "\xE2\x82"}) {
    EXPECT_FALSE(IsValidUtf8(text));
  }
}

TEST(Utf8, TruncationNeverCutsACharacter) {
  const std::string text = "a\xE2\x82\xAC";
  EXPECT_EQ(TruncateUtf8(text, 3), "a");
  EXPECT_EQ(TruncateUtf8(text, 4), text);
  EXPECT_EQ(TruncateUtf8(text, 0), "");
  EXPECT_EQ(CountCodePoints(text), 2U);
}

}  // namespace
}  // namespace adit
