#include "collector/cli/policy_trial.h"

#include <gtest/gtest.h>

#include "tests/privacy/policy/policy_text.h"

namespace adit::cli {
namespace {

constexpr int64_t kNow = 1'795'000'000'000'000;

std::shared_ptr<const Policy> Read(const std::string& more) {
  auto policy = Policy::FromJson(PolicyText(more), "test.json");
  EXPECT_TRUE(policy.ok()) << policy.status().message();
  return policy.ok() ? *policy : Policy::Default();
}

TEST(PolicyTrial, ExplainNamesTheRuleOfEventAndTexts) {
  const auto policy = Read(R"("applications": {"allow": [{"id": "erp", "name": ["ERP"]}]},
      "fields": {"rules": [{"id": "hide", "field": ["element_name"], "label": ["*iban*"],
                            "action": "mask"}]},
      "titles": [{"id": "order", "template": "Order {n} - ERP"}])");
  TrialEvent event;
  event.app = "ERP";
  event.title = "Order of jane@example.org - ERP";
  event.label = "IBAN";
  Result<EventExplanation> explained = ExplainEvent(policy, event, kNow);
  ASSERT_TRUE(explained.ok());
  EXPECT_EQ(explained->verdict, "recorded");
  EXPECT_EQ(explained->rule, "applications.allow[erp]");
  ASSERT_EQ(explained->texts.size(), 3U);
  EXPECT_EQ(explained->texts[1].rule, "titles[order]");
  EXPECT_EQ(explained->texts[1].result, "Order <n> - ERP");
  EXPECT_EQ(explained->texts[2].rule, "fields.rules[hide]");
  EXPECT_EQ(explained->texts[2].result, "<MASKED>");
  event.app = "Game";
  explained = ExplainEvent(policy, event, kNow);
  EXPECT_EQ(explained->verdict, "dropped");
  EXPECT_EQ(explained->rule, "applications.default");
  EXPECT_TRUE(explained->texts.empty());
  event.action = "dance";
  EXPECT_FALSE(ExplainEvent(policy, event, kNow).ok());
}

TEST(PolicyTrial, ExamplesHoldOrSayWhatCameOut) {
  const auto policy = Read(R"("applications": {"default": "allow"})");
  LabelledText exact;
  exact.id = "exact";
  exact.app = "ERP";
  exact.text = "Mail to jane@example.org";
  exact.masked = "Mail to <EMAIL>";
  LabelledText wrong = exact;
  wrong.id = "wrong";
  wrong.masked = "Mail to nobody";
  LabelledText span;
  span.id = "span";
  span.app = "ERP";
  span.text = "Übergabe an jane@example.org";
  span.spans.push_back({.start = 12, .end = 28, .type = FindingType::kEmail});
  LabelledText leak;
  leak.id = "leak";
  leak.app = "ERP";
  leak.text = "Order plain-word";
  leak.spans.push_back({.start = 6, .end = 16, .type = FindingType::kCustom});
  const ExampleOutcome outcome = TryExamples(policy, {exact, wrong, span, leak}, kNow);
  EXPECT_EQ(outcome.examples, 4U);
  EXPECT_EQ(outcome.passed, 2U);
  ASSERT_EQ(outcome.failures.size(), 2U);
  EXPECT_EQ(outcome.failures[0].substr(0, 6), "wrong:");
  EXPECT_NE(outcome.failures[1].find("\"plain-word\" is left"), std::string::npos);
}

TEST(PolicyTrial, DifferenceShowsWordsAndSimulatedEffects) {
  const auto before = Read(R"("applications": {"default": "allow"})");
  const auto after = Read(R"("minimum_group_size": 9, "applications": {"default": "allow",
      "deny": [{"id": "mail", "name": ["Mail"]}]},
      "fields": {"defaults": {"window_title": "mask"}})");
  const Result<PolicyDifference> same = ComparePolicies(before, before, 500, 1);
  ASSERT_TRUE(same.ok());
  EXPECT_TRUE(same->empty());
  const Result<PolicyDifference> difference = ComparePolicies(before, after, 2000, 1);
  ASSERT_TRUE(difference.ok());
  EXPECT_EQ(difference->events, 2000U);
  EXPECT_GT(difference->no_longer_recorded, 0U);
  EXPECT_EQ(difference->newly_recorded, 0U);
  EXPECT_GT(difference->changed_texts.at("window_title"), 0U);
  EXPECT_FALSE(difference->examples.empty());
  bool group = false;
  for (const std::string& line : difference->added) {
    group = group || line.find("fewer than 9") != std::string::npos;
  }
  EXPECT_TRUE(group);
}

}  // namespace
}  // namespace adit::cli
