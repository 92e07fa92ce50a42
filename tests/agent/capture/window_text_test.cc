#include "agent/capture/window_text.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/utf8.h"

namespace adit {
namespace {

TEST(ParseWindowClass, TakesInstanceAndName) {
  const WindowClass parsed = ParseWindowClass(std::string("Navigator\0firefox-esr\0", 22));
  EXPECT_EQ(parsed.instance, "Navigator");
  EXPECT_EQ(parsed.name, "firefox-esr");
}

TEST(ParseWindowClass, ToleratesMissingEndsAndRubbish) {
  EXPECT_EQ(ParseWindowClass("").name, "");
  EXPECT_EQ(ParseWindowClass("xterm").instance, "xterm");
  EXPECT_EQ(ParseWindowClass("xterm").name, "");
  EXPECT_EQ(ParseWindowClass(std::string("a\0b", 3)).name, "b");
  EXPECT_EQ(ParseWindowClass(std::string("\0\0\0\0", 4)).name, "");
  const WindowClass huge = ParseWindowClass(std::string(100000, 'x'));
  EXPECT_EQ(huge.instance.size(), 256U);
}

TEST(CleanText, ReadsLatin1WhereUtf8Fails) {
  EXPECT_EQ(CleanText("M\xFCller", 100), "Müller");
  EXPECT_EQ(CleanText("Müller", 100), "Müller");
}

TEST(CleanText, CutsAtACharacterAndBlanksControls) {
  EXPECT_EQ(CleanText("a\nb\x7F", 100), "a b ");
  const std::string cut = CleanText("ääää", 5);
  EXPECT_EQ(cut, "ää");
  EXPECT_TRUE(IsValidUtf8(CleanText(std::string(100000, '\xE4'), 99)));
  EXPECT_LE(CleanText(std::string(100000, '\xE4'), 99).size(), 99U);
}

TEST(IsPrivateWindowTitle, KnowsBrowsersInSeveralLanguages) {
  EXPECT_TRUE(IsPrivateWindowTitle("New Incognito tab - Chromium"));
  EXPECT_TRUE(IsPrivateWindowTitle("Example - Chromium (Incognito)"));
  EXPECT_TRUE(IsPrivateWindowTitle("Neues Inkognito-Fenster - Google Chrome"));
  EXPECT_TRUE(IsPrivateWindowTitle("Beispiel — Mozilla Firefox Privater Modus"));
  EXPECT_TRUE(IsPrivateWindowTitle("Page - [InPrivate] - Microsoft Edge"));
  EXPECT_TRUE(IsPrivateWindowTitle("Exemple — Navigation privée de Firefox"));
  EXPECT_FALSE(IsPrivateWindowTitle("Supplier invoice entry - Chromium"));
  EXPECT_FALSE(IsPrivateWindowTitle(""));
}

TEST(HidesPrivateWindows, IsTheChromiumFamily) {
  EXPECT_TRUE(HidesPrivateWindows("Chromium"));
  EXPECT_TRUE(HidesPrivateWindows("Google-chrome"));
  EXPECT_TRUE(HidesPrivateWindows("Brave-browser"));
  EXPECT_FALSE(HidesPrivateWindows("firefox-esr"));
  EXPECT_FALSE(HidesPrivateWindows("Mousepad"));
}

TEST(DialogKindOfTitle, TellsOpenSavePrint) {
  EXPECT_EQ(DialogKindOfTitle("Open File"), DialogKind::kOpen);
  EXPECT_EQ(DialogKindOfTitle("Save As"), DialogKind::kSave);
  EXPECT_EQ(DialogKindOfTitle("Speichern unter"), DialogKind::kSave);
  EXPECT_EQ(DialogKindOfTitle("Drucken"), DialogKind::kPrint);
  EXPECT_EQ(DialogKindOfTitle("Save changes before closing?"), DialogKind::kNone);
  EXPECT_EQ(DialogKindOfTitle("Öffnen"), DialogKind::kOpen);
  EXPECT_EQ(DialogKindOfTitle("Preferences"), DialogKind::kNone);
}

}  // namespace
}  // namespace adit
