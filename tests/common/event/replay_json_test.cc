#include "common/event/replay_json.h"

#include <gtest/gtest.h>

namespace adit {
namespace {

std::string ErrorOf(std::string_view line) {
  const Result<UiEvent> event = ParseReplayLine(line);
  return event.ok() ? "ok" : event.status().message();
}

TEST(ReplayJson, EveryFieldComesBack) {
  UiEvent event;
  event.fields.action = ActionType::kPaste;
  event.fields.wall_us = 1'700'000'000'123'456;
  event.fields.monotonic_us = 42;
  event.fields.duration_us = 7;
  event.fields.session = 3;
  event.fields.count = 2;
  event.fields.value_class = ValueClass::kWords;
  event.fields.value_length_bucket = 4;
  event.fields.content_kind = ContentKind::kCells;
  event.fields.content_size_bucket = 9;
  event.fields.monitor = MonitorClass::kDual;
  event.app_name = RawText("Äpp \"x\" \\ \n\t\x01");
  event.window_title = RawText("Titel");
  event.content = RawText("c");
  event.secret = true;
  const std::string line = ToReplayLine(event);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const Result<UiEvent> back = ParseReplayLine(line);
  ASSERT_TRUE(back.ok()) << back.status().message();
  EXPECT_EQ(back->fields, event.fields);
  EXPECT_EQ(back->app_name.UnmaskedForScrub(), event.app_name.UnmaskedForScrub());
  EXPECT_EQ(back->content.UnmaskedForScrub(), "c");
  EXPECT_TRUE(back->secret);
  EXPECT_EQ(ToReplayLine(*back), line);
}

TEST(ReplayJson, TimeMayBeWrittenForPeopleAndTruthIsSkipped) {
  const Result<UiEvent> event = ParseReplayLine(
      R"({"action":"click","time":"2026-03-02T08:00:00Z","truth":{"routine":"x"}})");
  ASSERT_TRUE(event.ok()) << event.status().message();
  EXPECT_EQ(event->fields.wall_us, 1'772'438'400'000'000);
}

TEST(ReplayJson, EachMistakeIsNamed) {
  EXPECT_NE(ErrorOf(R"({"action":"click")").find("cut off"), std::string::npos);
  EXPECT_NE(ErrorOf(R"([1])").find("must be a JSON object"), std::string::npos);
  EXPECT_NE(ErrorOf(R"({"action":"click"})").find("wall_us"), std::string::npos);
  EXPECT_NE(ErrorOf(R"({"wall_us":1})").find("action"), std::string::npos);
  EXPECT_NE(ErrorOf(R"({"action":"clack","wall_us":1})").find("\"action\""), std::string::npos);
  EXPECT_NE(ErrorOf(R"({"action":"click","wall_us":1,"nmae":"x"})").find("\"nmae\" is not known"),
            std::string::npos);
  EXPECT_NE(ErrorOf(R"({"action":"click","wall_us":-1})").find("whole number"), std::string::npos);
  EXPECT_NE(ErrorOf(R"({"action":"click","wall_us":1,"count":0})").find("count"),
            std::string::npos);
  EXPECT_NE(ErrorOf("{\"action\":\"click\",\"wall_us\":1,\"detail\":\"\xff\"}").find("UTF-8"),
            std::string::npos);
  EXPECT_NE(ErrorOf(R"({"action":"click","wall_us":1,"detail":")" + std::string(2049, 'x') + "\"}")
                .find("at most 2048"),
            std::string::npos);
  EXPECT_NE(ErrorOf(std::string(kMaxReplayLineBytes + 1, ' ')).find("at most"), std::string::npos);
}

TEST(ReplayJson, HeaderMustBeKnown) {
  EXPECT_TRUE(CheckReplayHeader(kReplayHeader).ok());
  EXPECT_FALSE(CheckReplayHeader(R"({"replay":2})").ok());
  EXPECT_FALSE(CheckReplayHeader("").ok());
  EXPECT_FALSE(CheckReplayHeader("action,time").ok());
}

}  // namespace
}  // namespace adit
