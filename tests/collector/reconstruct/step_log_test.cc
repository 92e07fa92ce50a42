#include "collector/reconstruct/step_log.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

class Maker {
 public:
  void Add(const char* app, const char* window, const char* element, const char* action,
           int64_t second = -1) {
    LogEvent e;
    e.sequence = log.events.size();
    e.user = log.strings.Intern("u");
    e.app = log.strings.Intern(app);
    e.window = log.strings.Intern(window);
    e.element = log.strings.Intern(element);
    e.action = log.strings.Intern(action);
    if (second >= 0) e.time_us = second * 1'000'000;
    log.events.push_back(e);
  }
  EventLog log;
};

TEST(StepLog, FocusClickAndEditOfOneFieldAreOneStep) {
  Maker m;
  m.Add("ERP", "Order", "Name", "element_focus");
  m.Add("ERP", "Order", "Name", "click");
  m.Add("ERP", "Order", "Name", "value_commit");
  m.Add("ERP", "Order", "Save", "click");
  const StepLog steps = BuildSteps(m.log, {});
  EXPECT_EQ(steps.steps.size(), 2U);
  EXPECT_EQ(steps.event_order.size(), 4U);
}

TEST(StepLog, TitlesThatDifferInTheCaseAreOneScreen) {
  Maker m;
  for (int i = 0; i < 20; ++i) {
    m.Add("ERP", ("Order " + std::to_string(4711 + i) + " - ERP").c_str(), "Save", "click");
    m.Add("ERP", "List - ERP", "Open", "click");
  }
  const StepLog steps = BuildSteps(m.log, {});
  EXPECT_EQ(steps.event_label[0], steps.event_label[2]);
  EXPECT_NE(steps.event_label[0], steps.event_label[1]);
  EXPECT_EQ(steps.texts.At(steps.labels[steps.event_label[0]].window), "Order # - ERP");
}

TEST(StepLog, NumberedButtonsOfOneFormStayApart) {
  Maker m;
  for (int i = 0; i < 50; ++i) {
    for (int b = 1; b <= 4; ++b) m.Add("Web", "Form", ("B" + std::to_string(b)).c_str(), "press");
  }
  EXPECT_EQ(BuildSteps(m.log, {}).labels.size(), 4U);
}

TEST(StepLog, ABreakEndsASittingAndHoursEndASession) {
  Maker m;
  m.Add("a", "", "", "x", 0);
  m.Add("b", "", "", "x", 60);
  m.Add("c", "", "", "x", 60 + 31 * 60);
  m.Add("d", "", "", "x", 60 + 153 * 60);
  const StepLog steps = BuildSteps(m.log, {});
  EXPECT_EQ(steps.sittings.size(), 3U);
  ASSERT_EQ(steps.sessions.size(), 2U);
  EXPECT_EQ(steps.sessions[0].end, 3U);
  EXPECT_EQ(steps.event_sitting, (std::vector<uint32_t>{0, 0, 1, 2}));
  StepOptions options;
  options.ignore_time = true;
  EXPECT_EQ(BuildSteps(m.log, options).sessions.size(), 1U);
  EXPECT_EQ(BuildSteps(m.log, options).sittings.size(), 1U);
}

TEST(StepLog, ALockEndsASittingButNotTheWork) {
  Maker m;
  m.Add("a", "w", "x", "click", 0);
  m.Add("", "", "", "lock", 10);
  m.Add("", "", "", "unlock", 20);
  m.Add("a", "w", "x", "click", 30);
  const StepLog steps = BuildSteps(m.log, {});
  EXPECT_EQ(steps.sessions.size(), 1U);
  EXPECT_EQ(steps.sittings.size(), 2U);
  EXPECT_EQ(steps.steps.size(), 2U) << "what is done after a break is a step of its own";
}

TEST(StepLog, ASessionWithoutEndIsCut) {
  Maker m;
  for (int i = 0; i < 25; ++i) m.Add("app", "w", i % 2 == 0 ? "a" : "b", "x");
  StepOptions options;
  options.max_session_steps = 10;
  const StepLog steps = BuildSteps(m.log, options);
  ASSERT_EQ(steps.sessions.size(), 3U);
  EXPECT_EQ(steps.sessions[0].end, 10U);
  EXPECT_EQ(steps.sessions[2].end, 25U);
}

TEST(StepLog, NumbersThatVaryTogetherAreOneScreen) {
  Maker m;
  for (int i = 0; i < 20; ++i) {
    const std::string page = std::to_string(10 + i * 7) + "/" + std::to_string(300 - i * 3);
    m.Add("Web", ("https://a.example/p/" + page).c_str(), "Next", "click");
  }
  EXPECT_EQ(BuildSteps(m.log, {}).labels.size(), 1U);
}

TEST(StepLog, TheOrderOfBatchesDoesNotMatter) {
  Maker m;
  for (int i = 0; i < 30; ++i)
    m.Add("app", "w", std::string(1, static_cast<char>('a' + i % 7)).c_str(), "x", i);
  EventLog late;
  for (int i = 0; i < 30; ++i) {
    LogEvent e = m.log.events[static_cast<size_t>((i + 11) % 30)];
    e.user = late.strings.Intern("u");
    e.app = late.strings.Intern(m.log.strings.At(e.app));
    e.window = late.strings.Intern(m.log.strings.At(e.window));
    e.element = late.strings.Intern(m.log.strings.At(e.element));
    e.action = late.strings.Intern(m.log.strings.At(e.action));
    late.events.push_back(e);
  }
  const StepLog a = BuildSteps(m.log, {});
  const StepLog b = BuildSteps(late, {});
  ASSERT_EQ(a.steps.size(), b.steps.size());
  for (size_t i = 0; i < a.steps.size(); ++i) EXPECT_EQ(a.steps[i].label, b.steps[i].label);
}

}  // namespace
}  // namespace adit
