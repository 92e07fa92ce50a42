#include "privacy/scrub/scrubber.h"

#include <gtest/gtest.h>

#include <map>

#include "common/base/time_text.h"
#include "privacy/mask/pseudonym.h"
#include "tests/privacy/policy/policy_text.h"

namespace adit {
namespace {

constexpr char kAllowAll[] = R"("applications": {"default": "allow"})";

std::unique_ptr<Scrubber> Make(const std::string& more = kAllowAll, uint8_t key = 7) {
  auto policy = Policy::FromJson(PolicyText(more), "test.json");
  EXPECT_TRUE(policy.ok()) << policy.status().message();
  ScrubKeys keys;
  for (uint8_t& byte : keys.master.span()) byte = key;
  auto scrubber =
      Scrubber::Create(*policy, std::move(keys), {.user_names = {"jdoe"}, .host_names = {"pc-17"}});
  return std::move(scrubber).value();
}

UiEvent Event(const std::string& title, ActionType action = ActionType::kClick) {
  UiEvent event;
  event.fields.action = action;
  event.fields.wall_us = *ParseTime("2026-03-02T10:00:00Z");
  event.fields.sequence = 9;
  event.app_name = RawText("ERP Client");
  event.window_title = RawText(title);
  event.element_name = RawText("Save");
  event.element_role = RawText("push button");
  return event;
}

TEST(Scrubber, MasksTitlesAndKeepsWhatIsWork) {
  auto scrubber = Make();
  const auto masked = scrubber->Scrub(Event("Customer max@example.org - ERP"));
  ASSERT_TRUE(masked.has_value());
  EXPECT_EQ(masked->record().window_title, "Customer <EMAIL> - ERP");
  EXPECT_EQ(masked->record().element_name, "Save");
  EXPECT_EQ(masked->record().fields.sequence, 9u);
  const ScrubReport report = scrubber->TakeReport();
  EXPECT_EQ(report.events, 1u);
  EXPECT_EQ(report.recorded, 1u);
  EXPECT_EQ(report.findings_by_rule.at("email"), 1u);
}

TEST(Scrubber, RememberedResultsCountLikeFreshOnes) {
  auto scrubber = Make();
  for (int i = 0; i < 5; ++i) {
    const auto masked = scrubber->Scrub(Event("IBAN DE89370400440532013000"));
    EXPECT_EQ(masked->record().window_title, "IBAN <IBAN>");
  }
  EXPECT_EQ(scrubber->TakeReport().findings_by_rule.at("iban"), 5u);
  EXPECT_TRUE(scrubber->TakeReport().findings_by_rule.empty());
}

TEST(Scrubber, LinkedSlotsSayThatItWasTheSameDocumentAndNotWhich) {
  const std::string linked =
      std::string(kAllowAll) +
      R"(, "link_slots": true, "titles": [{"id": "calc", "template": "{document} - Calc"}])";
  auto scrubber = Make(linked);
  const auto title = [](Scrubber& with, UiEvent event) {
    return with.Scrub(std::move(event))->record().window_title;
  };
  const std::string first = title(*scrubber, Event("salaries 2026.ods - Calc"));
  EXPECT_EQ(first.substr(0, 10), "<document:");
  EXPECT_EQ(first.find("salaries"), std::string::npos);
  EXPECT_EQ(first.substr(10 + kPseudonymLetters), "> - Calc");
  EXPECT_EQ(title(*scrubber, Event("Salaries 2026.ods - Calc")), first);
  EXPECT_NE(title(*scrubber, Event("other.ods - Calc")), first);
  EXPECT_EQ(title(*scrubber, Event(first)), first) << "a stand-in is not masked again";
  EXPECT_NE(title(*Make(linked, 8), Event("salaries 2026.ods - Calc")), first) << "another key";
  UiEvent later = Event("salaries 2026.ods - Calc");
  later.fields.wall_us += int64_t{40} * 24 * 3600 * 1'000'000;
  EXPECT_NE(title(*scrubber, std::move(later)), first) << "another period";
  UiEvent page = Event("Portal");
  page.document = RawText("https://erp.example/orders/4711");
  EXPECT_EQ(scrubber->Scrub(std::move(page))->record().document.substr(0, 31),
            "https://erp.example/orders/<ID:");
}

// Windows and elements are remembered apart. Whatever a rule looks at, the outcome must be that
// of a scrubber that remembers nothing: every pair of a few windows and elements, in both orders,
// twice.
TEST(Scrubber, WhatIsRememberedNeverChangesAnOutcome) {
  const std::string policy = R"("applications": {"default": "allow",
      "deny": [{"id": "safe", "name": ["Safe*"]}]},
    "windows": {"private": [{"id": "p", "title": ["*payroll*"]}]},
    "fields": {"rules": [
      {"id": "title-by-element", "field": ["window_title"], "action": "mask", "role": ["secret entry"]},
      {"id": "element-by-title", "field": ["element_name"], "action": "mask", "title": ["*Draft*"]},
      {"id": "detail-by-label", "field": ["detail"], "action": "drop", "label": ["Send*"]},
      {"id": "chat", "field": ["element_id"], "action": "mask", "application": ["Chat"]}]})";
  std::vector<UiEvent> events;
  for (const char* app : {"ERP", "Chat", "Safe 1"}) {
    for (const char* title : {"Draft of max@example.org", "Order 4", "payroll"}) {
      for (const char* role : {"push button", "secret entry"}) {
        for (const char* name : {"Send", "Call +49 30 1234567"}) {
          for (const ActionType action :
               {ActionType::kClick, ActionType::kApplicationFocus, ActionType::kIdleStart}) {
            for (const bool secret : {false, true}) {
              UiEvent event = Event(title, action);
              event.app_name = RawText(app);
              event.element_role = RawText(role);
              event.element_name = RawText(name);
              event.element_id = RawText("customer");
              event.detail = RawText("Ctrl+S");
              event.secret = secret;
              events.push_back(event);
            }
          }
        }
      }
    }
  }
  const auto twice = [](std::vector<UiEvent> all) {
    std::vector<UiEvent> backwards(all.rbegin(), all.rend());
    all.insert(all.end(), backwards.begin(), backwards.end());
    return all;
  };
  auto remembering = Make(policy);
  std::map<std::string, uint64_t> texts_by_rule;
  for (const UiEvent& event : twice(events)) {
    auto fresh = Make(policy);
    const auto expected = fresh->Scrub(UiEvent(event));
    const auto got = remembering->Scrub(UiEvent(event));
    ASSERT_EQ(got.has_value(), expected.has_value());
    for (const auto& [rule, count] : fresh->TakeReport().texts_by_rule)
      texts_by_rule[rule] += count;
    if (got) {
      EXPECT_EQ(got->record(), expected->record());
    }
  }
  const ScrubReport report = remembering->TakeReport();
  EXPECT_EQ(report.texts_by_rule, texts_by_rule);
  for (const char* rule : {"title-by-element", "element-by-title", "detail-by-label", "chat"}) {
    EXPECT_GT(texts_by_rule[std::string("fields.rules[") + rule + "]"], 0U) << rule;
  }
}

TEST(Scrubber, SecretElementLeavesOnlyItsExistence) {
  auto scrubber = Make();
  UiEvent event = Event("Sign in", ActionType::kValueCommit);
  event.secret = true;
  event.fields.value_class = ValueClass::kWords;
  event.fields.value_length_bucket = 4;
  const auto masked = scrubber->Scrub(std::move(event));
  ASSERT_TRUE(masked.has_value());
  const EventRecord& record = masked->record();
  EXPECT_EQ(record.window_title + record.app_name + record.element_name + record.element_role, "");
  EXPECT_EQ(record.fields.value_class, ValueClass::kNone);
  EXPECT_EQ(record.fields.value_length_bucket, 0);
  EXPECT_EQ(scrubber->TakeReport().existence, 1u);
}

TEST(Scrubber, ContentBecomesAFingerprintOfThisKeyAndPeriod) {
  const auto fingerprint = [](Scrubber& scrubber, const std::string& content, const char* time) {
    UiEvent event = Event("Calc", ActionType::kCopy);
    event.fields.wall_us = *ParseTime(time);
    event.content = RawText(content);
    return scrubber.Scrub(std::move(event))->record().content_fingerprint;
  };
  auto scrubber = Make();
  const uint64_t first = fingerprint(*scrubber, "4711", "2026-03-02T10:00:00Z");
  EXPECT_NE(first, 0u);
  EXPECT_EQ(first, fingerprint(*scrubber, "4711", "2026-03-02T11:00:00Z"));
  EXPECT_NE(first, fingerprint(*scrubber, "4712", "2026-03-02T11:00:00Z"));
  EXPECT_NE(first, fingerprint(*scrubber, "4711", "2026-09-02T10:00:00Z"));
  auto other = Make(kAllowAll, 8);
  EXPECT_NE(first, fingerprint(*other, "4711", "2026-03-02T10:00:00Z"));
}

TEST(Scrubber, DroppedEventsAreCountedWithTheirRule) {
  auto scrubber = Make(R"("applications": {"default": "deny", "denied_leaves": "nothing"})");
  EXPECT_FALSE(scrubber->Scrub(Event("Diary")).has_value());
  const ScrubReport report = scrubber->TakeReport();
  EXPECT_EQ(report.dropped, 1u);
  EXPECT_EQ(report.events_by_rule.at("applications.default"), 1u);
}

TEST(Scrubber, InvalidAndOversizeTextsAreMaskedWhole) {
  auto scrubber = Make();
  EXPECT_EQ(scrubber->Scrub(Event("Inv \xFF oice"))->record().window_title, "<MASKED>");
  EXPECT_EQ(scrubber->Scrub(Event(std::string(5000, 'x')))->record().window_title, "<MASKED>");
  const ScrubReport report = scrubber->TakeReport();
  EXPECT_EQ(report.oversize_texts, 1u);
}

// Windows gives UTF-16; what is not valid arrives as U+FFFD (common/io/windows_text.h).
TEST(Scrubber, ReplacementCharactersMaskTheWholeText) {
  auto scrubber = Make();
  const auto masked = scrubber->Scrub(Event("Report for Ma\xEF\xBF\xBDier - ERP"));
  EXPECT_EQ(masked->record().window_title, "<MASKED>");
  EXPECT_EQ(scrubber->TakeReport().invalid_texts, 1u);
}

TEST(Scrubber, CanariesReachNoFieldOfTheRecord) {
  auto scrubber = Make();
  const std::string canaries[] = {"canary@example.org",
                                  "DE89370400440532013000",
                                  "4111 1111 1111 1111",
                                  "+49 30 901820",
                                  "jdoe",
                                  "pc-17",
                                  "192.168.17.33",
                                  "00:1A:2B:3C:4D:5E"};
  for (const std::string& canary : canaries) {
    UiEvent event;
    event.fields.action = ActionType::kInvoke;
    event.fields.wall_us = *ParseTime("2026-03-02T10:00:00Z");
    event.app_name = RawText("App " + canary);
    event.app_version = RawText(canary);
    event.app_executable = RawText("run " + canary);
    event.window_title = RawText("Form for " + canary + " - App");
    event.window_role = RawText(canary);
    event.document = RawText("https://app.example/x?y=" + canary);
    event.element_role = RawText("entry " + canary);
    event.element_name = RawText(canary);
    event.element_id = RawText("field " + canary);
    event.element_path = RawText("frame/" + canary + "/panel");
    event.detail = RawText(canary + " opened");
    event.content = RawText(canary);
    const auto masked = scrubber->Scrub(std::move(event));
    if (!masked.has_value()) continue;
    const EventRecord& r = masked->record();
    const std::string all = r.app_name + '\n' + r.app_version + '\n' + r.app_executable + '\n' +
                            r.window_title + '\n' + r.window_role + '\n' + r.document + '\n' +
                            r.element_role + '\n' + r.element_name + '\n' + r.element_id + '\n' +
                            r.element_path + '\n' + r.detail;
    EXPECT_EQ(all.find(canary), std::string::npos) << all;
  }
}

}  // namespace
}  // namespace adit
