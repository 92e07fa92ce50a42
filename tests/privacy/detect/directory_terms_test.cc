#include "privacy/detect/directory_terms.h"

#include <gtest/gtest.h>

#include "privacy/detect/detector_set.h"

namespace adit {
namespace {

constexpr std::string_view kFile =
    "# staff\nWzrkowska, Ylenia\n\nTovbin Grahl Ferdi\r\nKlein Quirle\n\xC3\x96z Bilir\n";

std::vector<std::string> Found(std::string_view text) {
  DetectOptions options;
  options.directory = *DirectoryTerms::Parse(kFile, "staff.txt");
  DetectorSet detectors(std::move(options));
  std::vector<std::string> values;
  for (const Finding& finding : detectors.Find(text)) {
    if (finding.detector == static_cast<uint16_t>(DetectRule::kPersonDirectory))
      values.emplace_back(text.substr(finding.begin, finding.end - finding.begin));
  }
  return values;
}

TEST(DirectoryTerms, WholeNamesInEitherOrderAndAnyCase) {
  using Values = std::vector<std::string>;
  EXPECT_EQ(Found("Ylenia Wzrkowska - ERP"), Values{"Ylenia Wzrkowska"});
  EXPECT_EQ(Found("file wzrkowska_ylenia.pdf"), Values{"wzrkowska_ylenia"});
  EXPECT_EQ(Found("TOVBIN GRAHL FERDI"), Values{"TOVBIN GRAHL FERDI"});
  EXPECT_EQ(Found("Ferdi Tovbin Grahl"), Values{"Ferdi Tovbin Grahl"});
  EXPECT_EQ(Found("oz bilir"), Values{"oz bilir"}) << "folded";
}

TEST(DirectoryTerms, SingleWordsOnlyWithACapitalAndIfTheyAreNoOrdinaryOnes) {
  using Values = std::vector<std::string>;
  EXPECT_EQ(Found("Ticket of Wzrkowska"), Values{"Wzrkowska"});
  EXPECT_EQ(Found("ticket of wzrkowska"), Values{});
  EXPECT_EQ(Found("Klein und fein"), Values{}) << "an ordinary word of German";
}

TEST(DirectoryTerms, RefusesWhatIsNoListOfNames) {
  EXPECT_FALSE(DirectoryTerms::Parse("", "f").ok());
  EXPECT_FALSE(DirectoryTerms::Parse("# only a comment\n", "f").ok());
  EXPECT_FALSE(DirectoryTerms::Parse("\xFF\xFE", "f").ok()) << "UTF-16";
  const auto wrong =
      DirectoryTerms::Parse("Anna B\nthis is a sentence of far too many words\n", "f");
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.status().message().find("f:2:"), std::string::npos) << wrong.status().message();
}

}  // namespace
}  // namespace adit
