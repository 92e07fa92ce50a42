#include "collector/cli/replay_import.h"

#include <gtest/gtest.h>

#include <sstream>

#include "common/event/replay_json.h"

namespace adit::cli {
namespace {

// Every line as the agent's replay source reads it.
std::vector<UiEvent> Events(const std::string& replay) {
  std::istringstream in(replay);
  std::string line;
  std::getline(in, line);
  EXPECT_TRUE(CheckReplayHeader(line).ok()) << line;
  std::vector<UiEvent> events;
  while (std::getline(in, line)) {
    Result<UiEvent> event = ParseReplayLine(line);
    EXPECT_TRUE(event.ok()) << event.status().ToString() << ": " << line;
    if (event.ok()) events.push_back(*std::move(event));
  }
  return events;
}

constexpr const char* kExport = R"({"buckets": {
  "aw-watcher-window_host": {"type": "currentwindow", "events": [
    {"timestamp": "2026-03-02T08:00:30+01:00", "duration": 5, "data": {"app": "Mail", "title": "Inbox"}},
    {"timestamp": "2026-03-02T08:00:10+01:00", "duration": 5, "data": {"app": "Excel", "title": "b.xlsx"}},
    {"timestamp": "2026-03-02T08:00:00+01:00", "duration": 9.5, "data": {"app": "Excel", "title": "a.xlsx"}}]},
  "aw-watcher-afk_host": {"type": "afkstatus", "events": [
    {"timestamp": "2026-03-02T07:00:40Z", "duration": 60, "data": {"status": "afk"}},
    {"timestamp": "2026-03-02T07:00:00Z", "duration": 40, "data": {"status": "not-afk"}}]},
  "aw-watcher-web-firefox": {"type": "web.tab.current", "events": [
    {"timestamp": "2026-03-02T07:00:20Z", "duration": 1, "data": {"url": "https://x.example/", "title": "X", "incognito": true}}]},
  "aw-watcher-vim": {"type": "app.editor.activity", "events": []}}})";

TEST(ReplayImport, ActivityWatchBecomesEventsInTheOrderOfTime) {
  ImportCounts counts;
  const auto replay = ActivityWatchToReplay(kExport, counts);
  ASSERT_TRUE(replay.ok()) << replay.status().ToString();
  const std::vector<UiEvent> events = Events(*replay);
  std::vector<ActionType> actions;
  for (const UiEvent& event : events) actions.push_back(event.fields.action);
  EXPECT_EQ(actions,
            (std::vector<ActionType>{ActionType::kApplicationFocus, ActionType::kWindowTitleChange,
                                     ActionType::kNavigate, ActionType::kApplicationFocus,
                                     ActionType::kIdleStart, ActionType::kIdleEnd}));
  EXPECT_EQ(counts.read, 6u);
  EXPECT_EQ(counts.written, 6u);
  EXPECT_EQ(events[5].fields.duration_us, 60'000'000);
  for (size_t i = 1; i < events.size(); ++i)
    EXPECT_LE(events[i - 1].fields.wall_us, events[i].fields.wall_us);
  // A private window is told as one, so that the policy drops it.
  EXPECT_NE(replay->find("\"secret\":true"), std::string::npos);
  EXPECT_NE(replay->find("\"app_name\":\"Firefox\""), std::string::npos);
}

TEST(ReplayImport, WhatIsNoExportIsNamed) {
  ImportCounts counts;
  for (const char* text : {"", "[]", "{}", R"({"buckets":[]})"})
    EXPECT_NE(ActivityWatchToReplay(text, counts).status().message().find("buckets"),
              std::string::npos)
        << text;
  const auto wrong = ActivityWatchToReplay(
      R"({"buckets":{"b":{"type":"currentwindow","events":[{"timestamp":"yesterday"}]}}})", counts);
  EXPECT_NE(wrong.status().message().find("bucket b, event 1"), std::string::npos)
      << wrong.status().message();
  EXPECT_FALSE(
      ActivityWatchToReplay(
          R"({"buckets":{"b":{"events":[{"timestamp":"2026-03-02","duration":-1}]}}})", counts)
          .ok());
  for (const char* text : {R"({"buckets":{"b":{"events":7}}})", R"({"buckets":{"b":9}})"})
    EXPECT_NE(ActivityWatchToReplay(text, counts).status().message().find("bucket b"),
              std::string::npos)
        << text;
}

TEST(ReplayImport, AUiLogIsPartedByPersonAndWhatWasTypedIsLeftOut) {
  EventLog log;
  const auto add = [&](const char* user, const char* action, const char* window, const char* value,
                       int64_t time_us) {
    LogEvent event;
    event.user = log.strings.Intern(user);
    event.app = log.strings.Intern("Excel");
    event.window = log.strings.Intern(window);
    event.action = log.strings.Intern(action);
    event.value = log.strings.Intern(value);
    event.time_us = time_us;
    log.events.push_back(event);
  };
  add("anna", "editCell", "book.xlsx", "typed secret", 3'000'000);
  add("bert", "clickButton", "https://x.example/a", "", 2'000'000);
  add("anna", "copyCell", "book.xlsx", "copied", 1'000'000);
  add("anna", "whatever", "book.xlsx", "", 4'000'000);
  add("anna", "click", "book.xlsx", "", kNoTime);
  ImportCounts counts;
  const std::vector<std::string> replays = UiLogToReplays(log, counts);
  ASSERT_EQ(replays.size(), 2u);
  const std::vector<UiEvent> anna = Events(replays[0]);
  ASSERT_EQ(anna.size(), 3u);
  EXPECT_EQ(anna[0].fields.action, ActionType::kCopy);
  EXPECT_EQ(anna[1].fields.action, ActionType::kValueCommit);
  EXPECT_EQ(anna[2].fields.action, ActionType::kInvoke);
  EXPECT_EQ(replays[0].find("typed secret"), std::string::npos);
  EXPECT_NE(replays[0].find("copied"), std::string::npos);
  EXPECT_EQ(replays[0].find("anna"), std::string::npos) << "who it was is the agent's to know";
  EXPECT_EQ(Events(replays[1]).size(), 1u);
  EXPECT_NE(replays[1].find("\"document\":\"https://x.example/a\""), std::string::npos);
  EXPECT_EQ(counts.without_time, 1u);
  EXPECT_EQ(counts.unknown_actions.at("whatever"), 1u);
}

TEST(ReplayImport, BytesThatAreNoUtf8AndLongTextsStayReadable) {
  EventLog log;
  LogEvent event;
  event.window = log.strings.Intern(std::string(5000, 'x') + "\xff");
  event.element = log.strings.Intern("\xff\xfe");
  event.action = log.strings.Intern("click");
  event.time_us = 1;
  log.events.push_back(event);
  ImportCounts counts;
  EXPECT_EQ(Events(UiLogToReplays(log, counts)[0]).size(), 1u);
}

TEST(ReplayImport, NamesOfOtherRecordersAreUnderstood) {
  EXPECT_EQ(LikeAction("click"), "click");
  EXPECT_EQ(LikeAction("doubleClick"), "double_click");
  EXPECT_EQ(LikeAction("Right-click"), "secondary_click");
  EXPECT_EQ(LikeAction("Entered text"), "value_commit");
  EXPECT_EQ(LikeAction("Active window changed"), "application_focus");
  EXPECT_EQ(LikeAction("pasteIntoCell"), "paste");
  EXPECT_EQ(LikeAction("???"), "");
}

}  // namespace
}  // namespace adit::cli
