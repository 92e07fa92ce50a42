#include "privacy/detect/folded_text.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

std::string Folded(std::string_view text) {
  FoldedText folded;
  EXPECT_TRUE(folded.Assign(text));
  EXPECT_EQ(folded.text().size(), folded.lower().size());
  return std::string(folded.text());
}

TEST(FoldedText, OneWritingForAllForms) {
  EXPECT_EQ(Folded("Müller"), "Muller");
  EXPECT_EQ(Folded("Mu\u0308ller"), "Muller");
  EXPECT_EQ(Folded("Straße"), "Strasse");
  EXPECT_EQ(Folded("４７１１"), "4711");
  EXPECT_EQ(Folded("٤٧"), "47");
  EXPECT_EQ(Folded("1\u200B2\u202F3\u20104"), "12 3-4");
  EXPECT_EQ(Folded("max%40example.org%20M%C3%BCller"), "max@example.org Muller");
  EXPECT_EQ(Folded("100%"), "100%");
  EXPECT_EQ(Folded("Иван"), "Иван");
  EXPECT_EQ(Folded("p\u0430yp\u0430l1"), "paypal1");
}

// Plain text is looked at in blocks of eight bytes.
TEST(FoldedText, WhatIsNotPlainIsSeenAtEveryPlace) {
  const std::string plain = "one\ntwo three fo\nur, \x7F~ ";
  FoldedText folded;
  ASSERT_TRUE(folded.Assign(plain));
  EXPECT_TRUE(folded.is_plain());
  EXPECT_EQ(folded.text(), plain);
  for (size_t at = 0; at <= plain.size(); ++at) {
    for (const std::string_view inner : {"%41", "\t", "\x01", "\u00E9"}) {
      std::string text = plain;
      text.insert(at, inner);
      ASSERT_TRUE(folded.Assign(text));
      EXPECT_FALSE(folded.is_plain()) << at << " " << inner;
      EXPECT_EQ(folded.text()[at], inner == "%41" ? 'A' : inner == "\u00E9" ? 'e' : ' ');
    }
    std::string text = plain;
    text.insert(at, "\xE9");
    EXPECT_FALSE(folded.Assign(text)) << at;
  }
}

TEST(FoldedText, OffsetsLeadBackToWholeCharacters) {
  const std::string text = "a\u00DFb\u0301c";  // ß is two bytes and folds to two; b has a mark of two
  FoldedText folded;
  ASSERT_TRUE(folded.Assign(text));
  ASSERT_EQ(folded.text(), "assbc");
  EXPECT_EQ(folded.BeginToOriginal(1), 1u);
  EXPECT_EQ(folded.EndToOriginal(2), 3u) << "never inside the sharp s";
  EXPECT_EQ(folded.BeginToOriginal(3), 3u);
  EXPECT_EQ(folded.EndToOriginal(4), 6u) << "the mark goes with its letter";
  EXPECT_EQ(folded.EndToOriginal(5), text.size());
}

TEST(FoldedText, InvalidUtf8IsRefused) {
  FoldedText folded;
  EXPECT_FALSE(folded.Assign("a\xC3(b"));
  EXPECT_FALSE(folded.Assign("\xED\xA0\x80"));
}

}  // namespace
}  // namespace adit
