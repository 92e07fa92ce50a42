#include "privacy/policy/template_learner.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "privacy/policy/text_template.h"

namespace adit {
namespace {

std::vector<std::string> Texts(const std::vector<LearntTemplate>& learnt) {
  std::vector<std::string> texts;
  for (const LearntTemplate& one : learnt) texts.push_back(one.text);
  return texts;
}

std::vector<TitleSample> Invoices() {
  static const char* const kNames[] = {"Ada Quill",   "Ben Ortolan", "Cleo Varga", "Dev Aster",
                                       "Eli Bracken", "Fay Dunmore", "Gus Ferrow", "Hal Sorrel"};
  std::vector<TitleSample> samples;
  for (uint32_t i = 0; i < 8; ++i) {
    samples.push_back({"Invoice " + std::to_string(4711 + i) + " - Contoso ERP", i % 4});
    samples.push_back({std::string("Customer: ") + kNames[i] + " (open) - Contoso ERP", i % 4});
    samples.push_back({"Search results - Contoso ERP", i % 4});
  }
  return samples;
}

TEST(TemplateLearner, WhatStaysIsTextAndWhatVariesIsASlot) {
  EXPECT_EQ(Texts(LearnTemplates(Invoices(), {.min_titles = 5, .min_users = 4})),
            (std::vector<std::string>{"Customer: {text} (open) - Contoso ERP",
                                      "Invoice {text} - Contoso ERP"}));
}

TEST(TemplateLearner, NothingThatVariesIsLeftByWhatItLearnt) {
  const auto samples = Invoices();
  for (const TitleSample& sample : samples) {
    for (const LearntTemplate& learnt : LearnTemplates(samples)) {
      const auto masked = TextTemplate::Parse(learnt.text)->Apply(sample.title);
      if (!masked) continue;
      EXPECT_EQ(masked->find("Quill"), std::string::npos);
      EXPECT_EQ(masked->find("471"), std::string::npos) << *masked;
    }
  }
}

// One's own name stands in every title of one's own mail.
TEST(TemplateLearner, AWordOfOnePersonIsNotConstant) {
  std::vector<TitleSample> samples;
  for (int i = 0; i < 30; ++i)
    samples.push_back(
        {"Folder " + std::string(1, static_cast<char>('a' + i % 26)) + "x - Brindlewick - Mail",
         7});
  const auto alone = Texts(LearnTemplates(samples, {.min_titles = 5, .min_users = 2}));
  EXPECT_TRUE(alone.empty()) << alone.front();
  for (int i = 0; i < 30; ++i)
    samples.push_back(
        {"Folder " + std::string(1, static_cast<char>('a' + i % 26)) + "y - Oakenfold - Mail", 8});
  EXPECT_EQ(Texts(LearnTemplates(samples, {.min_titles = 5, .min_users = 2})),
            std::vector<std::string>{"Folder {text} - Mail"});
}

TEST(TemplateLearner, WhatDetectorsFindIsNeverConstant) {
  std::vector<TitleSample> samples;
  for (uint32_t i = 0; i < 20; ++i)
    samples.push_back({"Report " + std::to_string(i) + " for Max Mustermann - Viewer", i});
  const auto learnt = LearnTemplates(samples);
  ASSERT_EQ(learnt.size(), 1u);
  EXPECT_EQ(learnt[0].text.find("Mustermann"), std::string::npos);
  EXPECT_EQ(learnt[0].titles, 20u);
}

TEST(TemplateLearner, TheOrderOfTheSampleDoesNotMatter) {
  auto samples = Invoices();
  const auto once = Texts(LearnTemplates(samples));
  std::reverse(samples.begin(), samples.end());
  EXPECT_EQ(Texts(LearnTemplates(samples)), once);
}

TEST(TemplateLearner, BracesAndLongTitlesStayValid) {
  std::vector<TitleSample> samples;
  for (uint32_t i = 0; i < 9; ++i) {
    samples.push_back({"{draft} Entry " + std::to_string(i) + " - Book", i});
    samples.push_back({std::string(2000, 'x') + std::to_string(i), i});
  }
  const auto learnt = LearnTemplates(samples);
  ASSERT_EQ(learnt.size(), 1u);
  EXPECT_EQ(learnt[0].text, "{{draft}} Entry {text} - Book");
  EXPECT_TRUE(TextTemplate::Parse(learnt[0].text)->Apply("{draft} Entry 77 - Book").has_value());
}

}  // namespace
}  // namespace adit
