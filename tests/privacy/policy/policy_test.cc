#include "privacy/policy/policy.h"

#include <gtest/gtest.h>

#include "common/base/time_text.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

std::shared_ptr<const Policy> Read(const std::string& more, int version = 1) {
  Result<std::shared_ptr<const Policy>> policy =
      Policy::FromJson(PolicyText(more, version), "test.json");
  EXPECT_TRUE(policy.ok()) << policy.status().message();
  return policy.ok() ? *policy : nullptr;
}

PolicySubject In(std::string_view app, std::string_view title = "",
                 ActionType action = ActionType::kClick) {
  PolicySubject subject;
  subject.action = action;
  subject.wall_us = *ParseTime("2026-03-02T10:00:00Z");
  subject.app_name = app;
  subject.window_title = title;
  return subject;
}

std::string RuleOf(const Policy& policy, const PolicySubject& subject) {
  return policy.RuleName(policy.DecideEvent(subject).rule);
}

TEST(Policy, UnlistedApplicationIsDeniedAndLeavesOnlyItsExistence) {
  const auto policy = Read(R"("applications": {"allow": [{"id": "erp", "name": ["ERP*"]}]})");
  EXPECT_EQ(policy->DecideEvent(In("ERP Client")).verdict, EventVerdict::kRecord);
  EXPECT_EQ(policy->DecideEvent(In("Diary")).verdict, EventVerdict::kDrop);
  EXPECT_EQ(policy->DecideEvent(In("Diary", "", ActionType::kApplicationFocus)).verdict,
            EventVerdict::kExistence);
  EXPECT_EQ(RuleOf(*policy, In("Diary")), "applications.default");
}

TEST(Policy, DenyWinsOverAllow) {
  const auto policy = Read(R"("applications": {"default": "allow",
      "allow": [{"id": "all", "name": ["*"]}],
      "deny": [{"id": "vault", "executable": ["keepass*"]}]})");
  PolicySubject subject = In("Notes");
  subject.app_executable = "KeePassXC";
  EXPECT_EQ(policy->DecideEvent(subject).verdict, EventVerdict::kDrop);
  EXPECT_EQ(RuleOf(*policy, subject), "applications.deny[vault]");
}

TEST(Policy, ExpiredOrNotYetValidRecordsNothing) {
  const auto policy =
      Read(R"("valid_from": "2026-01-01T00:00:00Z", "applications": {"default": "allow"})");
  PolicySubject subject = In("X", "", ActionType::kLock);
  EXPECT_EQ(policy->DecideEvent(subject).verdict, EventVerdict::kRecord);
  subject.wall_us = *ParseTime("2025-12-31T23:59:59Z");
  EXPECT_EQ(policy->DecideEvent(subject).verdict, EventVerdict::kDrop);
  subject.wall_us = *ParseTime("2099-01-01T00:00:00Z");
  EXPECT_EQ(RuleOf(*policy, subject), "not_in_force");
}

TEST(Policy, OutsideWorkingHoursNothingIsRecorded) {
  const auto policy = Read(R"("applications": {"default": "allow"}, "working_hours":
      {"days": ["mon"], "from": "11:00", "until": "12:00", "zone": "UTC"})");
  EXPECT_EQ(RuleOf(*policy, In("X")), "working_hours");
}

TEST(Policy, HostsWindowsAndPrivateWindowsAreDenied) {
  const auto policy = Read(R"("applications": {"default": "allow"},
      "hosts": {"deny": ["*.bank.example"]},
      "windows": {"deny": [{"id": "council", "title": ["*works council*"]}],
                  "private": [{"id": "private", "title": ["*private browsing*"]}]})");
  PolicySubject subject = In("Browser", "Home");
  subject.document = "https://jane@my.bank.example:443/x";
  EXPECT_EQ(RuleOf(*policy, subject), "hosts.deny");
  EXPECT_EQ(RuleOf(*policy, In("Mail", "Re: Works Council")), "windows.deny[council]");
  EXPECT_EQ(policy->DecideEvent(In("Browser", "x (Private Browsing)")).verdict,
            EventVerdict::kDrop);
  EXPECT_EQ(
      policy->DecideEvent(In("Browser", "x (Private Browsing)", ActionType::kApplicationFocus))
          .verdict,
      EventVerdict::kExistence);
}

TEST(Policy, SecretElementLeavesItsExistence) {
  const auto policy = Read(R"("applications": {"default": "allow"})");
  PolicySubject subject = In("X");
  subject.secret = true;
  EXPECT_EQ(policy->DecideEvent(subject).verdict, EventVerdict::kExistence);
}

TEST(Policy, StrictestOfSeveralFieldRulesCounts) {
  const auto policy = Read(R"("fields": {"rules": [
      {"id": "keep", "field": ["element_name"], "action": "allow"},
      {"id": "hide", "field": ["element_name"], "label": ["*iban*"], "action": "drop"}]})");
  PolicySubject subject = In("X");
  subject.element_name = "Your IBAN";
  const TextDecision decision =
      policy->DecideText(subject, TextField::kElementName, subject.element_name);
  EXPECT_EQ(decision.action, FieldAction::kDrop);
  EXPECT_EQ(decision.text, "");
  EXPECT_EQ(policy->RuleName(decision.rule), "fields.rules[hide]");
}

TEST(Policy, TitleTemplateReplacesItsSlotsAndMaskFallsBack) {
  const auto policy = Read(R"("fields": {"rules": [
      {"id": "mail", "application": ["Mail"], "field": ["window_title"], "action": "template"}]},
      "titles": [{"id": "inbox", "application": ["Mail"], "template": "{folder} - Mail"}])");
  TextDecision decision =
      policy->DecideText(In("Mail", "Jane Roe - Mail"), TextField::kWindowTitle, "Jane Roe - Mail");
  EXPECT_EQ(decision.text, "<folder> - Mail");
  EXPECT_EQ(policy->RuleName(decision.rule), "titles[inbox]");
  decision = policy->DecideText(In("Mail", "Jane Roe"), TextField::kWindowTitle, "Jane Roe");
  EXPECT_EQ(decision.text, "<MASKED>");
}

TEST(Policy, ContentIsAlwaysDroppedAndInvalidTextMasked) {
  const auto policy = Read("");
  EXPECT_EQ(policy->DecideText(In("X"), TextField::kContent, "secret").text, "");
  EXPECT_EQ(policy->DecideText(In("X"), TextField::kWindowTitle, "bad \xff").text, "<MASKED>");
}

TEST(Policy, ExceptionsCannotCoverCheckedTypesAndExpire) {
  EXPECT_FALSE(Policy::FromJson(PolicyText(R"("exceptions": [{"id": "e", "text": ["x"],
      "types": ["IBAN"], "expires": "2099-01-01T00:00:00Z", "reason": "r"}])"),
                                "t")
                   .ok());
  const auto policy = Read(R"("exceptions": [{"id": "e", "text": ["Max Planck"],
      "types": ["PERSON"], "expires": "2026-06-01T00:00:00Z", "reason": "institute"}])");
  EXPECT_TRUE(policy->IsExcepted(FindingType::kPerson, "MAX PLANCK", 0));
  EXPECT_FALSE(policy->IsExcepted(FindingType::kEmail, "max planck", 0));
  EXPECT_FALSE(
      policy->IsExcepted(FindingType::kPerson, "max planck", *ParseTime("2026-06-01T00:00:00Z")));
}

TEST(Policy, DuplicateRuleIdsAreRefused) {
  EXPECT_FALSE(Policy::FromJson(PolicyText(R"("applications": {"deny": [
      {"id": "a", "name": ["x"]}, {"id": "a", "name": ["y"]}]})"),
                                "t")
                   .ok());
}

TEST(Policy, CustomFindingsNameTheirRuleAndStyle) {
  const auto policy = Read(R"("custom_detectors": [{"id": "staff", "pattern": "E[0-9]{3}",
      "style": "drop", "must_match": ["E123"], "must_not_match": ["E1"]}],
      "dictionaries": [{"id": "people", "type": "PERSON", "style": "pseudonym", "terms": ["Roe"]}])");
  std::vector<Finding> found;
  ASSERT_TRUE(policy->FindCustom("E123 Roe", found));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(policy->RuleName(found[0].detector), "custom_detectors[staff]");
  EXPECT_EQ(policy->StyleOf(found[0], true), MaskStyle::kDrop);
  EXPECT_EQ(policy->RuleName(found[1].detector), "dictionaries[people]");
  EXPECT_EQ(policy->StyleOf(found[1], true), MaskStyle::kPseudonym);
}

TEST(Policy, DefaultPolicyIsWhatAWorksCouncilWasPromised) {
  const std::shared_ptr<const Policy> policy = Policy::Default();
  EXPECT_FALSE(policy->document().applications.default_allow);
  EXPECT_GE(policy->document().minimum_group_size, 5);
  EXPECT_TRUE(policy->document().rights.pause);
  EXPECT_EQ(policy->DecideEvent(In("LibreOffice Calc")).verdict, EventVerdict::kRecord);
  EXPECT_EQ(policy->DecideEvent(In("KeePassXC")).verdict, EventVerdict::kDrop);
  EXPECT_EQ(policy->DecideEvent(In("Some Game")).verdict, EventVerdict::kDrop);
  EXPECT_EQ(policy->DecideEvent(In("Chromium", "News - Incognito")).verdict, EventVerdict::kDrop);
  for (int i = 0; i < kFindingTypeCount; ++i) {
    EXPECT_TRUE(policy->detector(static_cast<FindingType>(i)).enabled);
  }
}

}  // namespace
}  // namespace adit
