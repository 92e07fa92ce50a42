#include "privacy/policy/custom_detectors.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

PolicyDocument WithPattern(const std::string& pattern, const std::string& match,
                           const std::string& no_match) {
  PolicyDocument document;
  CustomDetector rule;
  rule.id = "staff";
  rule.pattern = pattern;
  rule.must_match = {match};
  rule.must_not_match = {no_match};
  document.custom_detectors.push_back(rule);
  return document;
}

TEST(CustomDetectors, ExamplesGateActivation) {
  EXPECT_TRUE(CustomDetectors::Create(WithPattern("E[0-9]{6}", "see E123456", "E12345")).ok());
  const auto missed = CustomDetectors::Create(WithPattern("E[0-9]{6}", "E12345", "x"));
  ASSERT_FALSE(missed.ok());
  EXPECT_NE(missed.status().message().find("custom_detectors[staff].must_match[0]"),
            std::string::npos);
  const auto wrong = CustomDetectors::Create(WithPattern("E[0-9]+", "E1", "order E7"));
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.status().message().find("must_not_match[0]"), std::string::npos);
}

TEST(CustomDetectors, RefusesBrokenHugeAndEmptyPatterns) {
  EXPECT_FALSE(CustomDetectors::Create(WithPattern("E[", "E", "x")).ok());
  EXPECT_FALSE(CustomDetectors::Create(WithPattern("(a{100}){10}{10}", "a", "x")).ok());
  EXPECT_FALSE(CustomDetectors::Create(WithPattern("[0-9]*", "1", "x")).ok());
}

TEST(CustomDetectors, FindsEveryOccurrence) {
  const auto made = CustomDetectors::Create(WithPattern("E[0-9]{3}", "E123", "E12"));
  ASSERT_TRUE(made.ok());
  std::vector<Finding> found;
  ASSERT_TRUE(made->Find("E111 and E222", found));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].begin, 9U);
  EXPECT_EQ(found[1].end, 13U);
}

TEST(CustomDetectors, DictionaryMatchesWholeWordsAndPhrases) {
  PolicyDocument document;
  TermDictionary terms;
  terms.id = "staff";
  terms.type = FindingType::kPerson;
  terms.terms = {"Müller-Lüdenscheidt", "Roe", "Jane Roe"};
  document.dictionaries.push_back(terms);
  const auto made = CustomDetectors::Create(document);
  ASSERT_TRUE(made.ok());
  std::vector<Finding> found;
  const std::string text = "Akte MÜLLER LÜDENSCHEIDT, JANE ROE, Roebuck";
  ASSERT_TRUE(made->Find(text, found));
  ASSERT_EQ(found.size(), 3U);  // the phrase, "JANE ROE", and "ROE" inside it
  EXPECT_EQ(text.substr(found[0].begin, found[0].end - found[0].begin), "MÜLLER LÜDENSCHEIDT");
  EXPECT_EQ(text.substr(found[1].begin, found[1].end - found[1].begin), "JANE ROE");
  EXPECT_EQ(found[1].type, FindingType::kPerson);
}

}  // namespace
}  // namespace adit
