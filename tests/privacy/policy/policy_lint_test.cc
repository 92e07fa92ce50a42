#include "privacy/policy/policy_lint.h"

#include <gtest/gtest.h>

#include "privacy/policy/policy.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

constexpr int64_t kNow = 1'795'000'000'000'000;

std::string LintOf(const std::string& more, const std::string& expires = "2027-06-01T00:00:00Z") {
  const auto policy = Policy::FromJson(PolicyText(more, 1, expires), "t");
  EXPECT_TRUE(policy.ok()) << policy.status().message();
  std::string text;
  if (!policy.ok()) return text;
  for (const LintFinding& finding : LintPolicy((*policy)->document(), kNow)) {
    text += std::string(LintLevelName(finding.level)) + " " + finding.place + ": " +
            finding.message + "\n";
  }
  return text;
}

void ExpectLint(const std::string& more, const std::string& part) {
  const std::string lint = LintOf(more);
  EXPECT_NE(lint.find(part), std::string::npos) << lint;
}

TEST(PolicyLint, DefaultPolicyHasNoWarning) {
  for (const LintFinding& finding : LintPolicy(Policy::Default()->document(), kNow)) {
    EXPECT_EQ(finding.level, LintLevel::kNote) << finding.place << ": " << finding.message;
  }
}

TEST(PolicyLint, DeadAndShadowedRules) {
  ExpectLint(R"("applications": {"allow": [{"id": "k", "name": ["KeePassXC"]}],
             "deny": [{"id": "v", "name": ["*keepass*"]}]})",
             "warning applications.allow[k]: is dead: applications.deny[v]");
  ExpectLint(R"("applications": {"allow": [{"id": "a", "name": ["Lib*"]},
             {"id": "b", "name": ["LibreOffice*"]}]})",
             "applications.allow[b]: is shadowed");
  ExpectLint(
      R"("titles": [{"id": "a", "template": "{x} - ERP"}, {"id": "b", "template": "Order {n} - ERP"}])",
      "titles[b]: is shadowed: titles[a]");
  ExpectLint(R"("fields": {"rules": [{"id": "all", "field": ["element_name"], "action": "drop"},
             {"id": "one", "field": ["element_name"], "label": ["*iban*"], "action": "mask"}]})",
             "fields.rules[one]: is shadowed: fields.rules[all]");
  ExpectLint(
      R"("hosts": {"default": "deny", "allow": ["a.bank.example"], "deny": ["*.bank.example"]})",
      "\"a.bank.example\" is dead");
}

TEST(PolicyLint, ASpecificTemplateBeforeAGeneralOneIsFine) {
  const std::string lint = LintOf(R"("applications": {"default": "allow"}, "titles": [
      {"id": "b", "template": "Order {n} - ERP"}, {"id": "a", "template": "{x} - ERP"}])");
  EXPECT_EQ(lint.find("titles["), std::string::npos) << lint;
}

TEST(PolicyLint, TooBroadAndWeak) {
  ExpectLint(R"("applications": {"allow": [{"id": "x", "name": ["*"]}]})", "matches everything");
  ExpectLint(R"("applications": {"allow": [{"id": "x", "name": ["*HR*"]}]})", "matches very much");
  ExpectLint(R"("applications": {"default": "allow"})", "nothing is denied");
  ExpectLint("", "error applications.allow: is empty");
  ExpectLint(R"("fields": {"rules": [{"id": "x", "field": ["window_title"], "action": "allow"}]})",
             "allows these texts everywhere");
  ExpectLint(R"("detectors": {"EMAIL": {"enabled": false}})", "detectors.EMAIL: is switched off");
  ExpectLint(R"("minimum_group_size": 3)", "below five");
  ExpectLint(R"("minimum_group_size": 1)", "error minimum_group_size: single persons");
  ExpectLint(R"("urls": {"keep_parameters": ["email"]})", "\"email\" often holds");
  ExpectLint(R"("exceptions": [{"id": "e", "text": ["x"], "types": ["PERSON"],
             "expires": "2020-01-01", "reason": "r"}])",
             "is dead: it expired");
  EXPECT_NE(LintOf("", "2026-11-25T00:00:00Z").find("ends within 30 days"), std::string::npos);
}

TEST(PolicyLint, WindowsHostsAndSlotsThatSayOtherThanTheySeem) {
  ExpectLint(R"("windows": {"deny": [{"id": "all", "title": ["*"]}]})",
             "error windows.deny[all]: denies every window: nothing is recorded");
  ExpectLint(R"("hosts": {"deny": ["online.bank.example", "*.bank.example"]})",
             "note hosts.deny: \"online.bank.example\" is shadowed: \"*.bank.example\"");
  ExpectLint(R"("titles": [{"id": "a", "template": "Case {who:detect} of {no}"}])",
             "note titles[a]: keeps the text of a slot");
}

}  // namespace
}  // namespace adit
